#pragma once
// Runs a function for 0..n-1 on all cores. The function must not throw; the calls are in no order.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace dac {

template <class Function>
void parallel_for(std::size_t n, const Function& function) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t workers = std::min(cores, (n + 63) / 64);
  if (workers <= 1) {
    for (std::size_t i = 0; i < n; ++i) function(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  threads.reserve(workers);
  for (std::size_t worker = 0; worker < workers; ++worker)
    threads.emplace_back([&] {
      constexpr std::size_t kChunk = 32;
      for (std::size_t from = next.fetch_add(kChunk); from < n; from = next.fetch_add(kChunk))
        for (std::size_t i = from; i < std::min(n, from + kChunk); ++i) function(i);
    });
}

}  // namespace dac
