// Preloaded into a server: keeps in a shadow folder what a power cut would leave of its data folder.
//
//   $POWER_CUT_SHADOW/inodes/<number>  the content of a file as of its last fsync
//   $POWER_CUT_SHADOW/tree/<name>      the names as of the last fsync of the folder: hard links to the above
//
// Content reaches a name only through fsync of the file, and a name appears, moves or goes only through fsync of the
// folder. Memory maps (the -shm file) are never durable. Writes are tracked as one range a file.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 64
#define FDS_MAX 4096

typedef struct {
  ino_t ino;
  off_t from, to;
} Dirty;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char data[2048], shadow[2048];
static Dirty dirty[FILES_MAX];
static char tracked[FDS_MAX];

#define REAL(name, type, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static ssize_t real_pwrite(int fd, const void *bytes, size_t size, off_t at) {
  REAL(pwrite64, ssize_t, int, const void *, size_t, off_t);
  return real(fd, bytes, size, at);
}

static int real_open(const char *path, int flags, mode_t mode) {
  REAL(open64, int, const char *, int, ...);
  return real(path, flags, mode);
}

static int real_ftruncate(int fd, off_t size) {
  REAL(ftruncate64, int, int, off_t);
  return real(fd, size);
}

static int real_unlink(const char *path) {
  REAL(unlink, int, const char *);
  return real(path);
}

static void give_up(const char *what) {
  perror(what);
  abort();
}

static int is_data_file(const char *path) {
  size_t length = strlen(data);
  return length > 0 && strncmp(path, data, length) == 0 && path[length] == '/' && !strchr(path + length + 1, '/');
}

static void inode_path(char *path, size_t size, ino_t ino) {
  snprintf(path, size, "%s/inodes/%lu", shadow, (unsigned long)ino);
}

static Dirty *dirty_of(ino_t ino) {
  for (int n = 0; n < FILES_MAX; n++) {
    if (dirty[n].ino == ino) return &dirty[n];
    if (dirty[n].ino == 0) {
      dirty[n].ino = ino;
      return &dirty[n];
    }
  }
  give_up("power-cut: too many files");
  return 0;
}

static void copy_range(int from, int to, off_t start, off_t end) {
  char buffer[65536];
  while (start < end) {
    size_t want = end - start < (off_t)sizeof buffer ? (size_t)(end - start) : sizeof buffer;
    ssize_t got = pread(from, buffer, want, start);
    if (got < 0) give_up("power-cut: read");
    if (got == 0) return;
    if (real_pwrite(to, buffer, got, start) != got) give_up("power-cut: write");
    start += got;
  }
}

static int open_inode(ino_t ino) {
  char path[4096];
  inode_path(path, sizeof path, ino);
  int fd = real_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) give_up(path);
  return fd;
}

static void keep_file(int fd, const struct stat *now) {
  Dirty *range = dirty_of(now->st_ino);
  int to = open_inode(now->st_ino);
  if (real_ftruncate(to, now->st_size) < 0) give_up("power-cut: truncate");
  copy_range(fd, to, range->from, range->to);
  range->from = range->to = 0;
  close(to);
}

/** The names of the folder as they are now. */
static void keep_names(void) {
  char real[4096], name[4096], inode[4096];
  struct stat now;
  DIR *folder = opendir(data);
  if (!folder) return;
  snprintf(name, sizeof name, "%s/tree", shadow);
  DIR *tree = opendir(name);
  for (struct dirent *entry; tree && (entry = readdir(tree));) {
    snprintf(real, sizeof real, "%s/%s", data, entry->d_name);
    snprintf(name, sizeof name, "%s/tree/%s", shadow, entry->d_name);
    if (entry->d_name[0] != '.' && lstat(real, &now) < 0) real_unlink(name);
  }
  if (tree) closedir(tree);
  for (struct dirent *entry; (entry = readdir(folder));) {
    snprintf(real, sizeof real, "%s/%s", data, entry->d_name);
    if (lstat(real, &now) < 0 || !S_ISREG(now.st_mode)) continue;
    close(open_inode(now.st_ino));
    inode_path(inode, sizeof inode, now.st_ino);
    snprintf(name, sizeof name, "%s/tree/%s", shadow, entry->d_name);
    real_unlink(name);
    if (link(inode, name) < 0) give_up(name);
  }
  closedir(folder);
}

/** What the disk holds when the power comes on is durable. */
__attribute__((constructor)) static void power_on(void) {
  const char *from = getenv("POWER_CUT_DATA"), *to = getenv("POWER_CUT_SHADOW");
  if (!from || !to) return;
  char path[4096];
  snprintf(shadow, sizeof shadow, "%s", to);
  snprintf(path, sizeof path, "%s/inodes", shadow);
  mkdir(path, 0700);
  snprintf(path, sizeof path, "%s/tree", shadow);
  mkdir(path, 0700);
  snprintf(data, sizeof data, "%s", from);
  DIR *folder = opendir(data);
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    struct stat now;
    snprintf(path, sizeof path, "%s/%s", data, entry->d_name);
    if (lstat(path, &now) < 0 || !S_ISREG(now.st_mode)) continue;
    int fd = real_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) give_up(path);
    dirty_of(now.st_ino)->to = now.st_size;
    keep_file(fd, &now);
    close(fd);
  }
  if (folder) closedir(folder);
  keep_names();
}

static int track(int fd, const char *path) {
  if (fd >= 0 && fd < FDS_MAX) tracked[fd] = is_data_file(path);
  return fd;
}

static void mark(int fd, off_t from, off_t to) {
  struct stat now;
  if (fd < 0 || fd >= FDS_MAX || !tracked[fd] || fstat(fd, &now) < 0 || !S_ISREG(now.st_mode)) return;
  pthread_mutex_lock(&lock);
  Dirty *range = dirty_of(now.st_ino);
  if (range->from == range->to) {
    range->from = from;
    range->to = to;
  } else {
    if (from < range->from) range->from = from;
    if (to > range->to) range->to = to;
  }
  pthread_mutex_unlock(&lock);
}

/** Its number may be given to another file; what the folder still names stays as it is. */
static void retire(const char *path) {
  struct stat now;
  char inode[4096];
  if (!is_data_file(path) || lstat(path, &now) < 0 || !S_ISREG(now.st_mode)) return;
  pthread_mutex_lock(&lock);
  inode_path(inode, sizeof inode, now.st_ino);
  real_unlink(inode);
  Dirty *range = dirty_of(now.st_ino);
  range->from = range->to = 0;
  pthread_mutex_unlock(&lock);
}

static void keep(int fd) {
  struct stat now;
  char link_path[64], path[4096];
  if (!data[0] || fstat(fd, &now) < 0) return;
  snprintf(link_path, sizeof link_path, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link_path, path, sizeof path - 1);
  if (length < 0) return;
  path[length] = 0;
  pthread_mutex_lock(&lock);
  if (S_ISDIR(now.st_mode) && strcmp(path, data) == 0) keep_names();
  if (S_ISREG(now.st_mode) && is_data_file(path)) keep_file(fd, &now);
  pthread_mutex_unlock(&lock);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return track(real_open(path, flags, mode), path);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return track(real_open(path, flags, mode), path);
}

int close(int fd) {
  REAL(close, int, int);
  if (fd >= 0 && fd < FDS_MAX) tracked[fd] = 0;
  return real(fd);
}

ssize_t write(int fd, const void *bytes, size_t size) {
  REAL(write, ssize_t, int, const void *, size_t);
  ssize_t done = real(fd, bytes, size);
  if (done > 0 && fd >= 0 && fd < FDS_MAX && tracked[fd]) {
    off_t end = lseek(fd, 0, SEEK_CUR);
    mark(fd, end - done, end);
  }
  return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at) {
  ssize_t done = real_pwrite(fd, bytes, size, at);
  if (done > 0) mark(fd, at, at + done);
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

int ftruncate64(int fd, off_t size) {
  int done = real_ftruncate(fd, size);
  if (done == 0) mark(fd, size, size);
  return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
  REAL(fsync, int, int);
  int done = real(fd);
  if (done == 0) keep(fd);
  return done;
}

int fdatasync(int fd) {
  REAL(fdatasync, int, int);
  int done = real(fd);
  if (done == 0) keep(fd);
  return done;
}

int unlink(const char *path) {
  retire(path);
  return real_unlink(path);
}

int rename(const char *from, const char *to) {
  REAL(rename, int, const char *, const char *);
  retire(to);
  return real(from, to);
}
