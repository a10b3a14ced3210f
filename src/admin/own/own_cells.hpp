// How the partner's pages name a person.
#pragma once
#include "admin/frame/page.hpp"
#include "admin/own/own_people.hpp"

namespace latchkey::admin {

[[nodiscard]] bool may_see_persons(const Visit& visit);

// The name, else the e-mail address; for a visitor who may not see persons the id.
[[nodiscard]] std::string title_of(const Visit& visit, const OwnPerson& person, const Uuid& id);

// Name, e-mail and phone, for a visitor who may see persons, then what everybody sees of his own.
[[nodiscard]] Details details_of(const Visit& visit, const OwnPerson& person);

// A page of a list, with the address of the next one.
[[nodiscard]] http::Response show_own_people(const Visit& visit, OwnList list);

}  // namespace latchkey::admin
