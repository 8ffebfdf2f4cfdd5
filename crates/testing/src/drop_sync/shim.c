/*
 * Preloaded into a process, this writes down every change that the process makes to the files under DROP_SYNC_DIR, and
 * every sync, in the order in which they happened, into DROP_SYNC_JOURNAL. The calls themselves go through to the real
 * disk unless the journal's head says that the disk is full or that syncs fail. What would be left after a power cut is
 * worked out later from the journal, by model.rs.
 *
 * What it cannot write down it must not let pass: such a call ends the process with a message. System calls made
 * without the C library are not seen; the model notices them by comparing its files with the real ones.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(sizeof(off_t) == 8, "files are larger than 2 GiB");

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, SYNC_FAILED, LINK, RENAME, UNLINK, SYNC_FOLDER, SYNC_ALL };
enum { NOT_OURS, DATA, VOLATILE };
enum { HEAD_SIZE = 4096, SLOTS = 1 << 15 };

/* The journal's first page. The harness writes `room` and `syncs` while we run. */
struct head {
    int64_t end;       /* where the next record goes */
    int64_t count;     /* how many records there are */
    int64_t room;      /* bytes that may still be written; -1: no limit */
    int64_t syncs;     /* syncs that still succeed; -1: all */
    int64_t in_flight; /* a change is being made and not yet written down */
    int64_t unsure;    /* a process died while in flight and another went on */
    int64_t processes; /* how many processes have loaded this */
};

struct record {
    uint32_t kind;
    uint32_t name_length, other_length;
    uint32_t unused;
    uint64_t inode;
    int64_t a; /* WRITE: where; TRUNCATE: the new length; the syncs: how many records they cover */
    uint64_t data_length;
};

_Static_assert(sizeof(struct record) == 40, "journal.rs reads the same layout");

static char root[PATH_MAX];
static size_t root_length;
static dev_t device;
static char journal_path[PATH_MAX];
static int journal = -1;
static volatile struct head *head;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct { ino_t inode; int kind; } slots[SLOTS];
static int slots_used;

/* The function of that name which we stand in front of. */
#define REAL(name)                                                          \
    ({                                                                      \
        static __typeof__(&name) real;                                      \
        if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);       \
        if (!real) fail("no such function: " #name);                        \
        real;                                                               \
    })

static void fail(const char *why) {
    const char *parts[] = {"drop_sync: ", why, "\n"};
    for (int i = 0; i < 3; i++) {
        static ssize_t (*real)(int, const void *, size_t);
        if (!real) real = dlsym(RTLD_NEXT, "write");
        if (real && real(2, parts[i], strlen(parts[i])) < 0) break;
    }
    abort();
}

/* ---- the journal ---- */

static void open_journal(void) {
    journal = REAL(open)(journal_path, O_RDWR | O_CLOEXEC);
    if (journal < 0) fail("cannot open DROP_SYNC_JOURNAL");
}

/* Changes happen one at a time, over all threads and processes, so that the journal has their order. */
static void enter(void) {
    pthread_mutex_lock(&mutex);
    while (flock(journal, LOCK_EX) != 0)
        if (errno != EINTR) fail("cannot lock the journal");
    if (head->in_flight) head->unsure = 1;
    head->in_flight = 1;
}

static void leave(void) {
    int error = errno;
    head->in_flight = 0;
    flock(journal, LOCK_UN);
    pthread_mutex_unlock(&mutex);
    errno = error;
}

static void put_bytes(const void *bytes, size_t length, int64_t *at) {
    while (length > 0) {
        ssize_t done = REAL(pwrite)(journal, bytes, length, *at);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) fail("cannot write the journal");
        bytes = (const char *)bytes + done;
        length -= (size_t)done;
        *at += done;
    }
}

/* The end moves last: a record cut off by the death of this process is not there. */
static void note(uint32_t kind, uint64_t inode, int64_t a, const char *name, const char *other, const void *data, size_t length) {
    int error = errno;
    struct record record = {
        .kind = kind, .inode = inode, .a = a, .data_length = length,
        .name_length = name ? (uint32_t)strlen(name) : 0,
        .other_length = other ? (uint32_t)strlen(other) : 0,
    };
    int64_t at = head->end;
    put_bytes(&record, sizeof record, &at);
    if (name) put_bytes(name, record.name_length, &at);
    if (other) put_bytes(other, record.other_length, &at);
    if (length) put_bytes(data, length, &at);
    head->count++;
    head->end = at;
    errno = error;
}

static void before_fork(void) { pthread_mutex_lock(&mutex); }
static void after_fork(void) { pthread_mutex_unlock(&mutex); }

/* A lock belongs to the opening of the file, so parent and child must each have their own. */
static void after_fork_in_child(void) {
    REAL(close)(journal);
    open_journal();
    pthread_mutex_unlock(&mutex);
}

__attribute__((constructor)) static void start(void) {
    const char *folder = getenv("DROP_SYNC_DIR"), *path = getenv("DROP_SYNC_JOURNAL"), *alive = getenv("DROP_SYNC_ALIVE");
    if (!folder || !path || !alive) fail("DROP_SYNC_DIR, DROP_SYNC_JOURNAL and DROP_SYNC_ALIVE must be set");
    if (!realpath(folder, root)) fail("DROP_SYNC_DIR is not there");
    root_length = strlen(root);
    struct stat status;
    if (stat(root, &status) != 0) fail("DROP_SYNC_DIR cannot be read");
    device = status.st_dev;
    if (!realpath(path, journal_path)) fail("DROP_SYNC_JOURNAL is not there");
    open_journal();
    head = mmap(NULL, HEAD_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, journal, 0);
    if (head == MAP_FAILED) fail("cannot map the journal's head");
    /* Held as long as this process lives, so that the harness can tell that it does. */
    int file = REAL(open)(alive, O_RDONLY | O_CLOEXEC);
    if (file < 0 || flock(file, LOCK_SH) != 0) fail("cannot lock DROP_SYNC_ALIVE");
    pthread_atfork(before_fork, after_fork, after_fork_in_child);
    enter();
    head->processes++;
    leave();
}

/* ---- which files are ours ---- */

/* The path under the folder, or NULL if it is somewhere else. */
static const char *inside(const char *path) {
    if (strncmp(path, root, root_length) != 0 || path[root_length] != '/') return NULL;
    return path + root_length + 1;
}

/* Whether `path` is in our folder; then `out` is its absolute path, free of links and dots up to the last part. */
static const char *resolve(int folder, const char *path, char out[PATH_MAX]) {
    int error = errno;
    const char *result = NULL;
    char parent[PATH_MAX], link[64];
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *last = slash ? slash + 1 : path;
    if (!path || !*last || strlen(path) >= PATH_MAX) goto done;
    if (!slash) strcpy(parent, ".");
    else snprintf(parent, sizeof parent, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    int handle = REAL(openat)(folder, parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) goto done;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, out, PATH_MAX - 1);
    REAL(close)(handle);
    if (length < 0 || (size_t)length + strlen(last) + 2 > PATH_MAX) goto done;
    out[length] = '/';
    strcpy(out + length + 1, last);
    result = inside(out);
done:
    errno = error;
    return result;
}

/* SQLite's -shm is memory that has a name: it is made anew after a crash and never synced. */
static int kind_of_name(const char *name) {
    size_t length = strlen(name);
    return length >= 4 && strcmp(name + length - 4, "-shm") == 0 ? VOLATILE : DATA;
}

/* The caller holds the lock. */
static void remember(ino_t inode, int kind) {
    size_t slot = (inode * 0x9E3779B97F4A7C15u) >> 49;
    while (slots[slot].kind != NOT_OURS && slots[slot].inode != inode) slot = (slot + 1) % SLOTS;
    if (slots[slot].kind == NOT_OURS && ++slots_used > SLOTS / 2) fail("too many files");
    slots[slot].inode = inode;
    __atomic_store_n(&slots[slot].kind, kind, __ATOMIC_RELEASE);
}

static int kind_of(int file, struct stat *status) {
    int error = errno, kind = NOT_OURS;
    if (head && fstat(file, status) == 0 && S_ISREG(status->st_mode) && status->st_dev == device) {
        size_t slot = (status->st_ino * 0x9E3779B97F4A7C15u) >> 49;
        while ((kind = __atomic_load_n(&slots[slot].kind, __ATOMIC_ACQUIRE)) != NOT_OURS
               && slots[slot].inode != status->st_ino)
            slot = (slot + 1) % SLOTS;
    }
    errno = error;
    return kind;
}

/* ---- opening ---- */

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    char full[PATH_MAX];
    const char *name = head ? resolve(folder, path, full) : NULL;
    if (!name || (flags & O_PATH)) return REAL(openat)(folder, path, flags, mode);
    if ((flags & O_TMPFILE) == O_TMPFILE) fail("O_TMPFILE: a file without a name");
    enter();
    struct stat status;
    int existed = fstatat(AT_FDCWD, full, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (existed && S_ISLNK(status.st_mode)) fail("a symbolic link in the folder");
    int file = -1;
    if (!existed && (flags & O_CREAT) && head->room == 0) errno = ENOSPC;
    else file = REAL(openat)(folder, path, flags, mode);
    if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        int kind = kind_of_name(name);
        remember(status.st_ino, kind);
        if (kind == DATA && !existed) note(CREATE, status.st_ino, 0, name, NULL, NULL, 0);
        if (kind == DATA && existed && (flags & O_TRUNC)) note(TRUNCATE, status.st_ino, 0, NULL, NULL, NULL, 0);
    }
    leave();
    return file;
}

#define MODE                                                        \
    ({                                                              \
        mode_t mode = 0;                                            \
        if (flags & (O_CREAT | __O_TMPFILE)) {                      \
            va_list list;                                           \
            va_start(list, flags);                                  \
            mode = va_arg(list, mode_t);                            \
            va_end(list);                                           \
        }                                                           \
        mode;                                                       \
    })

int open(const char *path, int flags, ...) { return open_at(AT_FDCWD, path, flags, MODE); }
int open64(const char *path, int flags, ...) { return open_at(AT_FDCWD, path, flags, MODE); }
int openat(int folder, const char *path, int flags, ...) { return open_at(folder, path, flags, MODE); }
int openat64(int folder, const char *path, int flags, ...) { return open_at(folder, path, flags, MODE); }
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __openat_2(int folder, const char *path, int flags) { return open_at(folder, path, flags, 0); }
int __openat64_2(int folder, const char *path, int flags) { return open_at(folder, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* ---- writing ---- */

/* `at` is -1 for a write at the file's own position. A disk that fills up takes what fits, as a real one does. */
static ssize_t write_at(int file, const void *data, size_t length, off_t at) {
    struct stat status;
    int kind = kind_of(file, &status);
    if (kind == NOT_OURS) return at < 0 ? REAL(write)(file, data, length) : REAL(pwrite)(file, data, length, at);
    enter();
    ssize_t done = -1;
    int64_t room = head->room;
    if (room == 0 && length > 0) {
        errno = ENOSPC;
    } else {
        if (room > 0 && (int64_t)length > room) length = (size_t)room;
        done = at < 0 ? REAL(write)(file, data, length) : REAL(pwrite)(file, data, length, at);
    }
    if (done > 0 && kind == DATA) {
        int flags = fcntl(file, F_GETFL);
        if (at >= 0 && (flags & O_APPEND)) fail("pwrite to a file that is opened to append");
        off_t where = at < 0 ? lseek(file, 0, SEEK_CUR) - done : at;
        note(WRITE, status.st_ino, where, NULL, NULL, data, (size_t)done);
        if (flags & O_DSYNC) note(SYNC, status.st_ino, head->count, NULL, NULL, NULL, 0);
        if (room > 0) head->room = room - done;
    }
    leave();
    return done;
}

static ssize_t write_parts(int file, const struct iovec *parts, int count, off_t at) {
    size_t length = 0;
    for (int i = 0; i < count; i++) length += parts[i].iov_len;
    char *whole = malloc(length ? length : 1), *end = whole;
    if (!whole) fail("no memory");
    for (int i = 0; i < count; i++) {
        if (parts[i].iov_len) memcpy(end, parts[i].iov_base, parts[i].iov_len);
        end += parts[i].iov_len;
    }
    ssize_t done = write_at(file, whole, length, at);
    free(whole);
    return done;
}

ssize_t write(int file, const void *data, size_t length) { return write_at(file, data, length, -1); }
ssize_t pwrite(int file, const void *data, size_t length, off_t at) {
    return at < 0 ? REAL(pwrite)(file, data, length, at) : write_at(file, data, length, at);
}
ssize_t pwrite64(int file, const void *data, size_t length, off_t at) {
    return at < 0 ? REAL(pwrite)(file, data, length, at) : write_at(file, data, length, at);
}
/* Only our own files are put together first: a socket's parts go through as they are. */
ssize_t writev(int file, const struct iovec *parts, int count) {
    struct stat status;
    return kind_of(file, &status) ? write_parts(file, parts, count, -1) : REAL(writev)(file, parts, count);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    struct stat status;
    return kind_of(file, &status) ? write_parts(file, parts, count, at) : REAL(pwritev)(file, parts, count, at);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off_t at) {
    struct stat status;
    return kind_of(file, &status) ? write_parts(file, parts, count, at) : REAL(pwritev)(file, parts, count, at);
}

static int set_length(int file, off_t length) {
    struct stat status;
    int kind = kind_of(file, &status);
    if (kind == NOT_OURS) return REAL(ftruncate)(file, length);
    enter();
    int result = REAL(ftruncate)(file, length);
    if (result == 0 && kind == DATA) note(TRUNCATE, status.st_ino, length, NULL, NULL, NULL, 0);
    leave();
    return result;
}

int ftruncate(int file, off_t length) { return set_length(file, length); }
int ftruncate64(int file, off_t length) { return set_length(file, length); }

static int set_length_of(const char *path, off_t length) {
    int file = open_at(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (file < 0) return -1;
    int result = set_length(file, length), error = errno;
    REAL(close)(file);
    errno = error;
    return result;
}

int truncate(const char *path, off_t length) { return set_length_of(path, length); }
int truncate64(const char *path, off_t length) { return set_length_of(path, length); }

/* Reserving space is an offer that a file system may decline; the caller then writes. */
int fallocate(int file, int mode, off_t at, off_t length) {
    struct stat status;
    if (kind_of(file, &status) == NOT_OURS) return REAL(fallocate)(file, mode, at, length);
    errno = EOPNOTSUPP;
    return -1;
}
int fallocate64(int file, int mode, off_t at, off_t length) { return fallocate(file, mode, at, length); }
int posix_fallocate(int file, off_t at, off_t length) {
    struct stat status;
    return kind_of(file, &status) == NOT_OURS ? REAL(posix_fallocate)(file, at, length) : EOPNOTSUPP;
}
int posix_fallocate64(int file, off_t at, off_t length) { return posix_fallocate(file, at, length); }

/* Copies made inside the kernel do not show us their bytes; callers fall back to reading and writing. */
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
    struct stat status;
    if (kind_of(to, &status) == NOT_OURS) return REAL(copy_file_range)(from, from_at, to, to_at, length, flags);
    errno = EXDEV;
    return -1;
}
ssize_t sendfile(int to, int from, off_t *at, size_t length) {
    static ssize_t (*real)(int, int, off_t *, size_t);
    struct stat status;
    if (!real) real = dlsym(RTLD_NEXT, "sendfile");
    if (kind_of(to, &status) == NOT_OURS) return real(to, from, at, length);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off_t *at, size_t length) { return sendfile(to, from, at, length); }

static void *map(void *where, size_t length, int access, int flags, int file, off_t at) {
    struct stat status;
    if (file >= 0 && (flags & MAP_SHARED) && (access & PROT_WRITE) && kind_of(file, &status) == DATA)
        fail("a file is mapped for shared writing");
    return REAL(mmap)(where, length, access, flags, file, at);
}

void *mmap(void *where, size_t length, int access, int flags, int file, off_t at) {
    return map(where, length, access, flags, file, at);
}
void *mmap64(void *where, size_t length, int access, int flags, int file, off_t at) {
    return map(where, length, access, flags, file, at);
}

/* ---- syncing ---- */

/* What the disk says to a sync that is about to be made. It covers the changes made before it began. */
static int may_sync(int64_t *covered) {
    enter();
    *covered = head->count;
    int64_t left = head->syncs;
    if (left > 0) head->syncs = left - 1;
    leave();
    return left != 0;
}

static void note_sync(uint32_t kind, uint64_t inode, int64_t covered, const char *name) {
    enter();
    note(kind, inode, covered, name, NULL, NULL, 0);
    leave();
}

static int sync_file(int file, int (*real)(int)) {
    struct stat status;
    int kind = kind_of(file, &status);
    char link[64], path[PATH_MAX];
    const char *name = NULL;
    if (kind != DATA) {
        if (!head || fstat(file, &status) != 0 || !S_ISDIR(status.st_mode)) return real(file);
        snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        ssize_t length = readlink(link, path, sizeof path - 1);
        if (length < 0) return real(file);
        path[length] = 0;
        name = strcmp(path, root) == 0 ? "" : inside(path);
        if (!name) return real(file);
    }
    int64_t covered = 0;
    if (!may_sync(&covered)) {
        if (kind == DATA) note_sync(SYNC_FAILED, status.st_ino, covered, NULL);
        errno = EIO;
        return -1;
    }
    int result = real(file);
    if (result == 0) note_sync(name ? SYNC_FOLDER : SYNC, name ? 0 : status.st_ino, covered, name);
    return result;
}

int fsync(int file) { return sync_file(file, REAL(fsync)); }
int fdatasync(int file) { return sync_file(file, REAL(fdatasync)); }

/* It starts writing and promises nothing about a power cut, so it is not written down. */
int sync_file_range(int file, off64_t at, off64_t length, unsigned flags) {
    return REAL(sync_file_range)(file, at, length, flags);
}

int syncfs(int file) {
    int64_t covered = 0;
    if (head && !may_sync(&covered)) {
        errno = EIO;
        return -1;
    }
    int result = REAL(syncfs)(file);
    if (head && result == 0) note_sync(SYNC_ALL, 0, covered, NULL);
    return result;
}

void sync(void) {
    int64_t covered = 0;
    int may = head && may_sync(&covered);
    REAL(sync)();
    if (may) note_sync(SYNC_ALL, 0, covered, NULL);
}

/* ---- names ---- */

static int unlink_at(int folder, const char *path, int flags) {
    char full[PATH_MAX];
    const char *name = head && !(flags & AT_REMOVEDIR) ? resolve(folder, path, full) : NULL;
    if (!name) return REAL(unlinkat)(folder, path, flags);
    enter();
    int result = REAL(unlinkat)(folder, path, flags);
    if (result == 0 && kind_of_name(name) == DATA) note(UNLINK, 0, 0, name, NULL, NULL, 0);
    leave();
    return result;
}

int unlink(const char *path) { return unlink_at(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlink_at(folder, path, flags); }
int remove(const char *path) {
    struct stat status;
    int is_folder = lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
    return is_folder ? rmdir(path) : unlink_at(AT_FDCWD, path, 0);
}

static int rename_at(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    char full_from[PATH_MAX], full_to[PATH_MAX];
    const char *old = head ? resolve(from_folder, from, full_from) : NULL;
    const char *new = head ? resolve(to_folder, to, full_to) : NULL;
    if (!old && !new) return REAL(renameat2)(from_folder, from, to_folder, to, flags);
    if (flags & ~(unsigned)RENAME_NOREPLACE) fail("renameat2 with an exchange");
    if (!old) fail("a file is moved into the folder from outside");
    enter();
    struct stat status;
    if (fstatat(from_folder, from, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode))
        fail("a folder is renamed");
    int result = REAL(renameat2)(from_folder, from, to_folder, to, flags);
    if (result == 0 && !new) note(UNLINK, 0, 0, old, NULL, NULL, 0);
    if (result == 0 && new) note(RENAME, 0, 0, old, new, NULL, 0);
    leave();
    return result;
}

int rename(const char *from, const char *to) { return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return rename_at(from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    return rename_at(from_folder, from, to_folder, to, flags);
}

static int link_at(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char full[PATH_MAX];
    const char *name = head ? resolve(to_folder, to, full) : NULL;
    if (!name) return REAL(linkat)(from_folder, from, to_folder, to, flags);
    enter();
    int result = REAL(linkat)(from_folder, from, to_folder, to, flags);
    struct stat status;
    if (result == 0 && stat(full, &status) == 0) note(LINK, status.st_ino, 0, name, NULL, NULL, 0);
    leave();
    return result;
}

int link(const char *from, const char *to) { return link_at(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    return link_at(from_folder, from, to_folder, to, flags);
}
