#include "cli/probes/socket_file.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace latchkey::cli {
namespace {

struct Question {
  nlmsghdr header;
  unix_diag_req body;
};

Question ask_for_file(ino_t socket) {
  Question question{};
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.body.sdiag_family = AF_UNIX;
  question.body.udiag_states = ~0U;
  question.body.udiag_ino = static_cast<__u32>(socket);
  question.body.udiag_show = UDIAG_SHOW_VFS;
  for (auto& half : question.body.udiag_cookie) half = ~0U;  // any
  return question;
}

}  // namespace

std::optional<ino_t> find_socket_file(ino_t socket) {
  const int kernel = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (kernel < 0) return std::nullopt;
  const Question question = ask_for_file(socket);
  alignas(nlmsghdr) std::array<char, 1024> answer{};
  ssize_t size = -1;
  // The kernel answers a question for one socket before send() returns.
  if (::send(kernel, &question, sizeof question, 0) >= 0) {
    size = ::recv(kernel, answer.data(), answer.size(), MSG_DONTWAIT);
  }
  ::close(kernel);
  const auto* header = reinterpret_cast<const nlmsghdr*>(answer.data());
  static constexpr std::size_t before_attributes = NLMSG_LENGTH(NLMSG_ALIGN(sizeof(unix_diag_msg)));
  if (size < static_cast<ssize_t>(before_attributes) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY) return std::nullopt;
  const std::size_t end = std::min<std::size_t>(header->nlmsg_len, static_cast<std::size_t>(size));
  for (std::size_t at = before_attributes; at + sizeof(rtattr) <= end;) {
    rtattr attribute{};
    std::memcpy(&attribute, answer.data() + at, sizeof attribute);
    unix_diag_vfs file{};
    if (attribute.rta_type == UNIX_DIAG_VFS && at + sizeof attribute + sizeof file <= end) {
      std::memcpy(&file, answer.data() + at + sizeof attribute, sizeof file);
      return file.udiag_vfs_ino;
    }
    at += NLMSG_ALIGN(std::max<std::size_t>(attribute.rta_len, sizeof attribute));
  }
  return std::nullopt;
}

}  // namespace latchkey::cli
