#include <cstdio>

int main() {
  std::puts("dac " DAC_VERSION);
  return 0;
}
