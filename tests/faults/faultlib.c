/* Makes the n-th call of a kind fail on the files below a folder. Preloaded (LD_PRELOAD); harmless
 * until `faults_arm` is called, and again in no process that was not armed after its fork. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define LONGEST 4096

static char folder[LONGEST];
static char kind[16];
static int number;      /* the error that is answered */
static long chosen;     /* which call fails, 0 for none */
static int lasting;     /* whether every later one fails too */
static long counted;

/* Begins to count the calls of a kind below a folder; the n-th fails, n = 0 only counts. */
void faults_arm(const char *below, const char *what, int error, long n, int sticky) {
    snprintf(folder, sizeof folder, "%s", below);
    snprintf(kind, sizeof kind, "%s", what);
    number = error;
    chosen = n;
    lasting = sticky;
    counted = 0;
}

/* How many calls of the kind were made; nothing fails any more. */
long faults_disarm(void) {
    folder[0] = 0;
    return counted;
}

static int refused(const char *what, const char *path) {
    if (!folder[0] || strcmp(what, kind) || strncmp(path, folder, strlen(folder)))
        return 0;
    long now = __sync_add_and_fetch(&counted, 1);
    if (!chosen || (lasting ? now < chosen : now != chosen))
        return 0;
    errno = number;
    return 1;
}

static int refused_at(const char *what, int descriptor) {
    char link[64], path[LONGEST];
    int before = errno;
    if (!folder[0] || strcmp(what, kind))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    errno = before;
    return refused(what, path);
}

#define REAL(result, name, ...)                        \
    static result (*real)(__VA_ARGS__);                \
    if (!real)                                         \
        real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define MODE(flags, mode)                              \
    mode_t mode = 0;                                   \
    if (flags & (O_CREAT | O_TMPFILE)) {               \
        va_list more;                                  \
        va_start(more, flags);                         \
        mode = (mode_t)va_arg(more, int);              \
        va_end(more);                                  \
    }

#define OPEN(name)                                     \
    int name(const char *path, int flags, ...) {       \
        MODE(flags, mode)                              \
        REAL(int, name, const char *, int, ...);       \
        return refused("open", path) ? -1 : real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                   \
    int name(int at, const char *path, int flags, ...) { \
        MODE(flags, mode)                              \
        REAL(int, name, int, const char *, int, ...);  \
        return refused("open", path) ? -1 : real(at, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int to, const void *bytes, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    return refused_at("write", to) ? -1 : real(to, bytes, size);
}

#define PWRITE(name, offset)                           \
    ssize_t name(int to, const void *bytes, size_t size, offset at) { \
        REAL(ssize_t, name, int, const void *, size_t, offset); \
        return refused_at("write", to) ? -1 : real(to, bytes, size, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_DESCRIPTOR(name, what)                      \
    int name(int descriptor) {                         \
        REAL(int, name, int);                          \
        return refused_at(what, descriptor) ? -1 : real(descriptor); \
    }
ON_DESCRIPTOR(fsync, "fsync")
ON_DESCRIPTOR(fdatasync, "fsync")

#define TRUNCATE(name, offset)                         \
    int name(int descriptor, offset size) {            \
        REAL(int, name, int, offset);                  \
        return refused_at("write", descriptor) ? -1 : real(descriptor, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* posix_fallocate gives the error, and leaves errno alone. */
#define ALLOCATE(name, offset)                         \
    int name(int descriptor, offset from, offset size) { \
        REAL(int, name, int, offset, offset);          \
        return refused_at("write", descriptor) ? number : real(descriptor, from, size); \
    }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return refused("rename", from) ? -1 : real(from, to);
}
int renameat(int at, const char *from, int there, const char *to) {
    REAL(int, renameat, int, const char *, int, const char *);
    return refused("rename", from) ? -1 : real(at, from, there, to);
}
int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    return refused("rename", from) ? -1 : real(from, to);
}
int linkat(int at, const char *from, int there, const char *to, int flags) {
    REAL(int, linkat, int, const char *, int, const char *, int);
    return refused("rename", from) ? -1 : real(at, from, there, to, flags);
}
int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return refused("unlink", path) ? -1 : real(path);
}
int unlinkat(int at, const char *path, int flags) {
    REAL(int, unlinkat, int, const char *, int);
    return refused("unlink", path) ? -1 : real(at, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    return refused("open", path) ? -1 : real(path, mode);
}
