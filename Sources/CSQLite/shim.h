#include <sqlite3.h>

/// Stops SQLite from counting the bytes that it has allocated; before any connection is open. The count is kept under one
/// lock of the whole process, which connections side by side wait for at each allocation. (Swift sees no variadic functions.)
static inline int sqlite_without_memory_counts(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
