// The search above a list of customers or leads, and the list.
#pragma once
#include "admin/frame/page.hpp"
#include "customers/directory/directory.hpp"

namespace latchkey::admin {

struct DirectoryText {
  customers::Directory directory;
  std::string path;    // "/customers"
  std::string title;   // "Customers"
  std::string empty;   // when there are none at all
  std::string detail;  // title of the last column
};

// A lead's source or a customer's status.
[[nodiscard]] std::string detail_of(customers::Directory directory, const customers::Entry& entry);

// 303 to the page of an id that was typed, else 200.
[[nodiscard]] http::Response show_directory(const Visit& visit, const DirectoryText& text);

// directory_export.cpp: the list as a CSV file, sent while it is read, with where each entry comes from and what its
// first and latest touch brought. The activity log gets who took it, and for which search. 200.
[[nodiscard]] http::Response export_directory(const Visit& visit, const DirectoryText& text);

}  // namespace latchkey::admin
