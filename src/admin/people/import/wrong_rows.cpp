#include <memory>

#include "admin/frame/long_work_page.hpp"
#include "admin/parts/csv.hpp"
#include "admin/people/import/found_file.hpp"
#include "admin/people/import/import_pages.hpp"
#include "customers/import/lead_file.hpp"

namespace latchkey::admin {
namespace {

using customers::LeadFile;
using http::Response;

void send_errors(const LeadFile& file, const Response::Send& send) {
  static constexpr std::size_t enough_bytes = std::size_t{64} * 1024;
  std::string lines;
  const auto problem = file.for_each_row([&](customers::FileRow&& row) {
    for (const auto& error : row.errors) lines += csv_line({std::to_string(error.line), error.column, error.message});
    if (lines.size() < enough_bytes) return;
    static_cast<void>(send(lines));
    lines.clear();
  });
  if (problem) lines += csv_line({std::to_string(problem->line), "", problem->message});
  if (!lines.empty()) static_cast<void>(send(lines));
}

Response export_rows(const Visit& visit, const FoundFile& file, const LongWorkPlace& place) {
  auto read = read_file(visit, file);
  if (auto* refusal = std::get_if<Response>(&read)) return std::move(*refusal);
  const auto text = std::make_shared<const std::string>(std::get<std::string>(std::move(read)));
  Response response(200, std::string(csv_start) + csv_line({"Line", "Column", "What it is"}),
                    "text/csv; charset=utf-8");
  response.add_header("Content-Disposition", "attachment; filename=\"wrong-rows.csv\"");
  response.follow_with([text, wishes = file.stored.wishes, place](const Response::Send& send) {
    const auto opened = LeadFile::open(*text, wishes);
    if (const auto* leads = std::get_if<LeadFile>(&opened)) send_errors(*leads, send);
  });
  return dress(std::move(response));
}

}  // namespace

Response export_wrong_rows(const Visit& visit) {
  return with_found(find_file(visit), [&](const FoundFile& file) {
    return with_long_work(visit, [&](const LongWorkPlace& place) { return export_rows(visit, file, place); });
  });
}

}  // namespace latchkey::admin
