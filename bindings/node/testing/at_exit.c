/* Preloaded into node by test/ends.test.mjs. A name lookup does not return, and what the native half of the package
 * detaches once the environment variable DETACHED is set is counted: at the end of the process a line tells both. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct addrinfo;

static atomic_int lookups, detached;

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  (void)node, (void)service, (void)hints, (void)found;
  atomic_fetch_add(&lookups, 1);
  for (;;) pause();
}

int pthread_detach(pthread_t thread) {
  static int (*detach)(pthread_t);
  if (!detach) detach = (int (*)(pthread_t))dlsym(RTLD_NEXT, "pthread_detach");
  Dl_info caller;
  if (getenv("DETACHED") && dladdr(__builtin_return_address(0), &caller) && strstr(caller.dli_fname, ".node"))
    atomic_fetch_add(&detached, 1);
  return detach(thread);
}

__attribute__((destructor)) static void at_exit(void) {
  fprintf(stderr, "%d lookups, %d detached\n", atomic_load(&lookups), atomic_load(&detached));
}
