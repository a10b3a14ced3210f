#include "admin/parts/form.hpp"

#include <algorithm>
#include <charconv>

#include "admin_part_templates.hpp"
#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

constexpr html::Template form_template{"admin_form", part_templates::form_html};

std::string_view input_type(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::email:
      return "email";
    case Field::Kind::password:
      return "password";
    case Field::Kind::date:
      return "date";
    case Field::Kind::number:
      return "number";
    case Field::Kind::search:
      return "search";
    default:
      return "text";
  }
}

// What the template calls the element that takes the value.
std::string_view element_of(Field::Kind kind) {
  switch (kind) {
    case Field::Kind::text:
      return "AREA";
    case Field::Kind::select:
      return "SELECT";
    case Field::Kind::file:
      return "FILE";
    default:
      return "LINE";
  }
}

void add_field(html::Values& shown, const Field& field) {
  const bool is_group = field.kind == Field::Kind::choices;
  auto& values = shown.add_section(is_group ? "GROUP" : "SINGLE");
  const std::string id = field.id.empty() ? "f-" + field.name : field.id;
  values.set("ID", id).set("KEY", field.name).set("LABEL", field.label);
  values.set("TYPE", input_type(field.kind)).set("VALUE", field.value).set("COMPLETE", field.autocomplete);
  if (field.need == Field::Need::required) values.add_section("NEEDED");
  const bool shows_optional = field.need == Field::Need::optional && field.kind != Field::Kind::search;
  if (shows_optional) values.add_section("OPTIONAL");
  if (!field.hint.empty()) values.add_section("HINT").set("TEXT", field.hint);
  if (!field.error.empty()) {
    values.add_section("BAD");
    values.add_section("ERROR").set("TEXT", field.error);
  }
  auto& element = is_group ? values : values.add_section(element_of(field.kind));
  std::string described = field.hint.empty() ? "" : id + "-hint";
  if (!field.error.empty()) described += (described.empty() ? "" : " ") + id + "-error";
  if (!described.empty()) element.add_section("DESCRIBED").set("IDS", described);
  for (const auto& choice : field.choices) {
    auto& option = element.add_section("CHOICE").set("LABEL", choice.label.empty() ? choice.value : choice.label);
    option.set("NAME", field.name + "." + choice.value);
    if (!choice.label.empty()) option.add_section("VALUED").set("VALUE", choice.value);
    if (choice.is_chosen) option.add_section("CHOSEN");
  }
}

std::string tick_name(std::string_view group, std::string_view value) {
  return std::string(group) + "." + std::string(value);
}

}  // namespace

void add_form(html::Values& values, const Form& form, std::string_view form_value) {
  auto& part = values.add_part("FORM", form_template);
  if (!form.title.empty()) part.add_section("HEADED").set("HEADING", form.title);
  const bool is_post = form.method == Form::Method::post;
  part.set("METHOD", is_post ? "post" : "get").set("ACTION", "/admin" + form.action);
  part.set("SHAPE", form.shape == Form::Shape::card ? "card" : "row");
  part.set("SUBMIT", form.submit).set("TONE", form.quiet ? "quiet" : tone_name(form.tone));
  if (form.shape == Form::Shape::row) part.add_section("NAMED").set("NAME", form.submit);
  if (const auto& passkey = form.passkey) {
    part.add_section("PASSKEY")
        .set("DEED", passkey->deed == PasskeyCeremony::Deed::create ? "create" : "get")
        .set("CHALLENGE", passkey->challenge)
        .set("SITE", passkey->site)
        .set("KNOWN", passkey->known)
        .set("USER", passkey->user)
        .set("USER_NAME", passkey->name)
        .set("CHALLENGE_FROM", passkey->challenge_from)
        .set("UNLESS", passkey->unless);
  }
  if (is_post) part.add_section("POST").set("CSRF", form_value);
  if (std::ranges::find(form.fields, Field::Kind::file, &Field::kind) != form.fields.end()) part.add_section("FILES");
  for (const auto& [name, value] : form.hidden) part.add_section("HIDDEN").set("KEY", name).set("VALUE", value);
  if (!form.text.empty()) part.add_section("TEXT_ABOVE").set("TEXT", form.text);
  const bool is_folded = !form.folded.title.empty() && form.fields.size() > 1;
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    auto& shown = part.add_section("FIELD");
    if (is_folded && i == 1) {
      auto& begin = shown.add_section("FOLD").set("TITLE", form.folded.title);
      if (form.folded.is_open) begin.add_section("OPEN");
    }
    add_field(shown, form.fields[i]);
    if (is_folded && i + 1 == form.fields.size()) shown.add_section("FOLD_END");
  }
  if (!form.cancel.empty()) part.add_section("CANCEL").set("HREF", form.cancel);
}

void tell(std::vector<Field>& fields, const Errors& errors) {
  for (auto& field : fields) {
    if (const auto found = errors.find(field.name); found != errors.end()) field.error = found->second;
  }
}

void keep_typed(const Visit& visit, std::vector<Field>& fields) {
  for (auto& field : fields) {
    if (field.kind == Field::Kind::password || field.kind == Field::Kind::file) continue;
    field.value = visit.typed(field.name);
    for (auto& choice : field.choices) {
      choice.is_chosen =
          field.kind == Field::Kind::select ? field.value == choice.value : is_ticked(visit, field.name, choice.value);
    }
  }
}

std::string read_label(const Visit& visit, const std::string& name, Errors& errors) {
  static constexpr std::size_t longest = 100;
  std::string text(trim(visit.typed(name)));
  if (text.empty()) {
    errors[name] = "Please fill this in.";
  } else if (count_characters(text) > longest) {
    errors[name] = "At most 100 characters.";
  } else if (has_control_characters(text)) {
    errors[name] = "This has invisible control characters; please type it again.";
  }
  return text;
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::vector<std::string> read_ticks(const Visit& visit, std::string_view name) {
  const std::string prefix = tick_name(name, "");
  std::vector<std::string> values;
  for (const auto& [field, value] : visit.form) {
    if (field.starts_with(prefix)) values.push_back(field.substr(prefix.size()));
  }
  return values;
}

bool is_ticked(const Visit& visit, std::string_view name, std::string_view value) {
  return find_field(visit.form, tick_name(name, value)) != nullptr;
}

}  // namespace latchkey::admin
