// Which file a unix socket was bound to.
#pragma once
#include <sys/types.h>

#include <optional>

namespace latchkey::cli {

// The inode of the file that the socket of this number was bound to, wherever that file has been moved since. Nothing
// when the kernel does not tell (no unix_diag, another network namespace). Source: sock_diag(7), UDIAG_SHOW_VFS.
[[nodiscard]] std::optional<ino_t> find_socket_file(ino_t socket);

}  // namespace latchkey::cli
