// One request and its answer, as FastCGI and plain CGI have them in common. serve() uses it, and nobody else.
#pragma once
#include <cstddef>
#include <functional>

#include "http/application.hpp"
#include "http/response.hpp"

namespace latchkey::http {

// FastCGI marks the end of a body by itself. Plain CGI does not: standard input may stay open, and reading on would
// hang.
enum class Gateway { fastcgi, cgi };

// Reads at most so many bytes of the body; 0 at its end.
using ReadSome = std::function<std::size_t(char* buffer, std::size_t size)>;

// Reads the request, whose meta-variables are `NAME=value` up to a null pointer, and answers it.
[[nodiscard]] Response answer_one(const Application& application, char** environment, Gateway gateway,
                                  const ReadSome& read_some);

// `broken`: the rest of the answer could not be made, so that the gateway has to learn that it is not whole.
enum class Sent { whole, client_gone, broken };

[[nodiscard]] Sent send(const Application& application, const Response& response, const Response::Send& write_all);

}  // namespace latchkey::http
