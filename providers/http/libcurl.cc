// libcurl, opened at its first call. Linked in, it and the thirty libraries that it needs would take a third of the
// start of each command, of which few speak HTTP. These are libcurl's own functions, each with the signature of its
// header: what calls them, librdkafka included, does not know the difference. Where the library cannot be opened, a
// handle is null and an answer is a failure. Safe on any thread.
#define CURL_DISABLE_TYPECHECK
#include <cstdarg>
#include <ctime>
#include <curl/curl.h>

#include "schema/base/os/forward.h"

#undef curl_easy_getinfo
#undef curl_easy_setopt

namespace {

void* symbol(const char* name) {
  static const auto library = dac::os::Library::open("libcurl.so.4");
  return library ? library->symbol(name) : nullptr;
}

// An option and an answer are a long, a pointer or a curl_off_t, each of which is read as libcurl reads it from the
// same place.
static_assert(sizeof(long) == sizeof(void*) && sizeof(curl_off_t) == sizeof(void*));

}  // namespace

#define FORWARD_VALUE(name, Handle, Option)                                     \
  extern "C" CURLcode name(Handle handle, Option option, ...) {                 \
    static auto* const real = reinterpret_cast<decltype(&name)>(symbol(#name)); \
    va_list values;                                                             \
    va_start(values, option);                                                   \
    void* const value = va_arg(values, void*);                                  \
    va_end(values);                                                             \
    return real == nullptr ? CURLE_FAILED_INIT : real(handle, option, value);   \
  }

FORWARD(CURLcode, curl_global_init, (long flags), (flags), CURLE_FAILED_INIT)
FORWARD(CURL*, curl_easy_init, (), (), nullptr)
FORWARD(CURLcode, curl_easy_perform, (CURL * handle), (handle), CURLE_FAILED_INIT)
FORWARD(const char*, curl_easy_strerror, (CURLcode code), (code), "libcurl.so.4 cannot be opened")
FORWARD(time_t, curl_getdate, (const char* text, const time_t* unused), (text, unused), -1)
FORWARD(curl_slist*, curl_slist_append, (curl_slist * list, const char* text), (list, text), nullptr)
FORWARD(CURLU*, curl_url, (), (), nullptr)
FORWARD(CURLUcode, curl_url_get, (CURLU * url, CURLUPart part, char** text, unsigned flags), (url, part, text, flags),
        CURLUE_BAD_HANDLE)
FORWARD(CURLUcode, curl_url_set, (CURLU * url, CURLUPart part, const char* text, unsigned flags),
        (url, part, text, flags), CURLUE_BAD_HANDLE)
FORWARD(CURLM*, curl_multi_init, (), (), nullptr)
FORWARD(CURLMcode, curl_multi_add_handle, (CURLM * all, CURL* one), (all, one), CURLM_BAD_HANDLE)
FORWARD(CURLMcode, curl_multi_remove_handle, (CURLM * all, CURL* one), (all, one), CURLM_BAD_HANDLE)
FORWARD(CURLMcode, curl_multi_perform, (CURLM * all, int* running), (all, running), CURLM_BAD_HANDLE)
FORWARD(CURLMcode, curl_multi_poll, (CURLM * all, curl_waitfd* extra, unsigned count, int milliseconds, int* ready),
        (all, extra, count, milliseconds, ready), CURLM_BAD_HANDLE)
FORWARD(CURLMsg*, curl_multi_info_read, (CURLM * all, int* left), (all, left), nullptr)
FORWARD(CURLMcode, curl_multi_cleanup, (CURLM * all), (all), CURLM_BAD_HANDLE)
FORWARD_VOID(curl_easy_cleanup, (CURL * handle), (handle))
FORWARD_VOID(curl_easy_reset, (CURL * handle), (handle))
FORWARD_VOID(curl_free, (void* memory), (memory))
FORWARD_VOID(curl_slist_free_all, (curl_slist * list), (list))
FORWARD_VOID(curl_url_cleanup, (CURLU * url), (url))
// NOLINTBEGIN(clang-diagnostic-varargs): the signature is libcurl's
FORWARD_VALUE(curl_easy_setopt, CURL*, CURLoption)
FORWARD_VALUE(curl_easy_getinfo, CURL*, CURLINFO)
// NOLINTEND(clang-diagnostic-varargs)
