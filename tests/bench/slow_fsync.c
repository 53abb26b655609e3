/* Makes every fsync and fdatasync of a process cost 4 ms more, as on a slow disk. Loaded by LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

typedef int sync_call(int);

static int wait_and_call(const char *name, int file)
{
    struct timespec rest = {0, 4000000};
    nanosleep(&rest, NULL);
    return ((sync_call *)dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return wait_and_call("fsync", file); }
int fdatasync(int file) { return wait_and_call("fdatasync", file); }
