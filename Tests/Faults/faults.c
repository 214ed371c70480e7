/* Strikes a program at one of its own calls into the kernel: an interposed library, loaded by LD_PRELOAD (Linux only).
 *
 * It counts the calls that change a file system (open for writing, write, pwrite, writev, fsync, fdatasync, ftruncate,
 * rename, unlink, rmdir, mkdir, symlink), and at number FAULTS_AT does what FAULTS_DO says:
 *
 *   kill    the process ends by SIGKILL; of a write, the first half of the bytes is written before
 *   nospace the call fails with ENOSPC, and so does every later one that wants space: a full disk stays full
 *   eio     the call fails once with EIO
 *   term    the process gets SIGTERM, and the call goes on
 *
 * FAULTS_FREE makes every file system say that so many bytes are free. Calls are counted by class, so that every number strikes one that can fail so: all of them for `kill` and `term`; those
 * that want space for `nospace`; all but open, mkdir and symlink for `eio`. FAULTS_LOG names a file that gets one line when
 * a fault strikes, and the counts when the process ends well. Standard streams, pipes and sockets are never counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ALL, SPACE, ACCESS, CLASSES };
enum action { NONE, KILL, NOSPACE, EIO_ONCE, TERM };

static atomic_long counts[CLASSES];
static atomic_int full;
static enum action action;
static long strike_at;
static const char *log_path;

static void note(const char *text) {
  if (!log_path) return;
  int log = (int)syscall(SYS_openat, AT_FDCWD, log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return;
  (void)!syscall(SYS_write, log, text, strlen(text));
  syscall(SYS_close, log);
}

__attribute__((constructor)) static void begin(void) {
  const char *what = getenv("FAULTS_DO");
  const char *at = getenv("FAULTS_AT");
  log_path = getenv("FAULTS_LOG");
  strike_at = at ? atol(at) : 0;
  action = !what ? NONE : !strcmp(what, "kill") ? KILL : !strcmp(what, "nospace") ? NOSPACE
         : !strcmp(what, "eio") ? EIO_ONCE : !strcmp(what, "term") ? TERM : NONE;
  /* Programs that this one starts are not struck. */
  unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void) {
  char line[120];
  snprintf(line, sizeof line, "counts %ld %ld %ld\n", counts[ALL], counts[SPACE], counts[ACCESS]);
  note(line);
}

static void told(const char *call, const char *path, int descriptor) {
  char link[64], target[512], line[700];
  if (!path) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, target, sizeof target - 1);
    target[length < 0 ? 0 : length] = 0;
    path = target;
  }
  snprintf(line, sizeof line, "struck %s %s\n", call, path);
  note(line);
}

/* True where this call shall fail, with errno set. `half` is told whether a write is to write half and then die. */
static int strikes(const char *call, const char *path, int descriptor, int wants_space, int is_access, int *half) {
  long all = ++counts[ALL];
  long space = wants_space ? ++counts[SPACE] : 0;
  long access = is_access ? ++counts[ACCESS] : 0;
  if (half) *half = 0;
  switch (action) {
  case KILL:
    if (all != strike_at) return 0;
    told(call, path, descriptor);
    if (half) { *half = 1; return 0; }
    kill(getpid(), SIGKILL);
    for (;;) pause();
  case TERM:
    if (all == strike_at) { told(call, path, descriptor); kill(getpid(), SIGTERM); }
    return 0;
  case NOSPACE:
    if (!wants_space || (space != strike_at && !full)) return 0;
    if (!full) told(call, path, descriptor);
    full = 1;
    errno = ENOSPC;
    return 1;
  case EIO_ONCE:
    if (!is_access || access != strike_at) return 0;
    told(call, path, descriptor);
    errno = EIO;
    return 1;
  default: return 0;
  }
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

static int is_file(int descriptor) {
  struct stat status;
  return descriptor > 2 && !fstat(descriptor, &status) && S_ISREG(status.st_mode);
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* Writes. */

ssize_t write(int descriptor, const void *bytes, size_t count) {
  REAL(write);
  int half;
  if (is_file(descriptor)) {
    if (strikes("write", NULL, descriptor, 1, 1, &half)) return -1;
    if (half) { real(descriptor, bytes, count / 2); die(); }
  }
  return real(descriptor, bytes, count);
}

#define PWRITE(name, offset_type) \
  ssize_t name(int descriptor, const void *bytes, size_t count, offset_type offset) { \
    REAL(name); \
    int half; \
    if (is_file(descriptor)) { \
      if (strikes("pwrite", NULL, descriptor, 1, 1, &half)) return -1; \
      if (half) { real(descriptor, bytes, count / 2, offset); die(); } \
    } \
    return real(descriptor, bytes, count, offset); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
  REAL(writev);
  if (is_file(descriptor) && strikes("writev", NULL, descriptor, 1, 1, NULL)) return -1;
  return real(descriptor, pieces, count);
}

/* Calls on an open file. */

#define SYNC(name) \
  int name(int descriptor) { \
    REAL(name); \
    if (descriptor > 2 && strikes(#name, NULL, descriptor, 0, 1, NULL)) return -1; \
    return real(descriptor); \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, size_type) \
  int name(int descriptor, size_type size) { \
    REAL(name); \
    if (strikes("ftruncate", NULL, descriptor, 0, 1, NULL)) return -1; \
    return real(descriptor, size); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

/* Calls on names. */

#define ON_PATH(name, space, access, parameters, path, ...) \
  int name parameters { \
    REAL(name); \
    if (strikes(#name, path, -1, space, access, NULL)) return -1; \
    return real(__VA_ARGS__); \
  }
ON_PATH(rename, 1, 1, (const char *from, const char *to), to, from, to)
ON_PATH(renameat, 1, 1, (int a, const char *from, int b, const char *to), to, a, from, b, to)
ON_PATH(renameat2, 1, 1, (int a, const char *from, int b, const char *to, unsigned flags), to, a, from, b, to, flags)
ON_PATH(unlink, 0, 1, (const char *path), path, path)
ON_PATH(unlinkat, 0, 1, (int at, const char *path, int flags), path, at, path, flags)
ON_PATH(rmdir, 0, 1, (const char *path), path, path)
ON_PATH(mkdir, 1, 0, (const char *path, mode_t mode), path, path, mode)
ON_PATH(symlink, 1, 0, (const char *to, const char *path), path, to, path)

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    int changes = flags & O_ACCMODE && strncmp(path, "/dev/", 5) && strncmp(path, "/proc/", 6); \
    if (changes && strikes("open", path, -1, !!(flags & O_CREAT), 0, NULL)) return -1; \
    return real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int at, const char *path, int flags, ...) { \
    REAL(name); \
    va_list list; \
    va_start(list, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list); \
    if (flags & O_ACCMODE && strikes("open", path, -1, !!(flags & O_CREAT), 0, NULL)) return -1; \
    return real(at, path, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)

/* What is said to be free. */

#define SPACE_OF(name, type) \
  int name(const char *path, struct type *status) { \
    REAL(name); \
    int result = real(path, status); \
    const char *bytes = getenv("FAULTS_FREE"); \
    if (!result && bytes) status->f_bavail = (fsblkcnt_t)(atoll(bytes) / (long long)status->f_frsize); \
    return result; \
  }
SPACE_OF(statvfs, statvfs)
SPACE_OF(statvfs64, statvfs64)
