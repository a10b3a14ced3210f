"""The accounts of a simulated MT5 trade server and its rules for them; nothing about the wire."""
import fnmatch
import re

OK = "0 Done"
TEXTS = {3: "Invalid parameters", 4: "Invalid data", 8: "Not enough permissions", 13: "Not found",
         3002: "Login range exhausted", 3003: "Login reserved at another server", 3004: "Account already exists",
         3006: "Invalid account password", 12: "Too frequent requests", 15: "Server shutdown in progress",
         1018: "Server is busy", 9: "Operation timeout", 1001: "Invalid account", 7: "Network error", 2: "Common error",
         12004: "Locked", 11: "Service is not available"}

# Usable UTF-16 units; longer values are cut without a word.
LENGTHS = {"Name": 127, "Company": 63, "Country": 63, "City": 63, "State": 63, "ZIPCode": 15, "Address": 127,
           "Phone": 31, "Email": 63, "ID": 31, "Status": 15, "Comment": 63, "LeadSource": 63, "PhonePassword": 63}
PERSONAL = ("Name", "Country", "City", "State", "ZIPCode", "Address", "Phone", "Email", "Comment", "ID", "Status")
# Query names of user/add and the JSON names they stand for.
QUERY_NAMES = {"login": "Login", "pass_main": "PassMain", "pass_investor": "PassInvestor", "rights": "Rights",
               "group": "Group", "name": "Name", "company": "Company", "country": "Country", "city": "City",
               "state": "State", "zipcode": "ZIPCode", "address": "Address", "phone": "Phone", "email": "Email",
               "id": "ID", "status": "Status", "comment": "Comment", "leverage": "Leverage"}


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def retcode(code):
    return f"{code} {TEXTS.get(code, 'Error')}" if code else OK


def cut(text, units):
    raw = text.encode("utf-16-le")[: units * 2]
    return raw.decode("utf-16-le", "ignore")


def is_password_good(password, least):
    classes = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
    return max(8, least) <= len(password) <= 16 and all(re.search(c, password) for c in classes)


class Book:
    """groups: {"demo\\\\forex": {"Currency": "USD", "AuthPasswordMin": "8", "allowed": True}}"""

    def __init__(self, settings, record, users=()):
        self.settings = settings
        self.record = record
        self.users = {int(user["Login"]): user for user in users}
        self.next_login = max([settings["first_login"] - 1, *self.users]) + 1

    def group(self, name):
        group = self.settings["groups"].get(name)
        if group is None or not group.get("allowed", True):
            return None
        return group

    def add(self, fields):
        if not fields.get("Group") or not fields.get("Name") or not fields.get("PassMain") or not fields.get("PassInvestor"):
            raise Refused(3)
        group = self.group(fields["Group"])
        if group is None or not self.settings["may_add"]:
            raise Refused(8)
        if not str(fields.get("Leverage", "")).isdigit() or not 1 <= int(fields["Leverage"]) <= 5000:
            raise Refused(3)
        least = int(group.get("AuthPasswordMin", 0))
        if not is_password_good(fields["PassMain"], least) or not is_password_good(fields["PassInvestor"], least):
            raise Refused(3006)
        login = self.choose_login(int(fields.get("Login") or 0))
        user = {name: str(value) for name, value in fields.items()}
        user.update({name: cut(user[name], units) for name, units in LENGTHS.items() if name in user})
        user["Login"] = str(login)
        user.setdefault("Rights", "0")
        self.users[login] = user
        self.next_login = login + 1
        self.record(dict(user))
        return user

    def choose_login(self, wanted):
        last = self.settings["last_login"]
        if wanted == 0:
            if self.next_login > last:
                raise Refused(3002)
            return self.next_login
        if wanted in self.users:
            raise Refused(3004)
        if not self.settings["first_login"] <= wanted <= last or wanted < self.next_login:
            raise Refused(3003)
        return wanted

    def shown(self, user):
        record = {name: value for name, value in user.items() if name not in ("PassMain", "PassInvestor")}
        if not self.settings["personal_data"]:
            record.update({name: "" for name in PERSONAL})
        return record

    def find(self, login):
        if not str(login).isdigit() or int(login) not in self.users:
            raise Refused(13)
        return self.users[int(login)]

    def logins(self, masks):
        """Comma list of names and masks; a leading ! takes away."""
        chosen = set()
        for mask in masks.split(","):
            exclude, pattern = mask.startswith("!"), mask.lstrip("!")
            hits = {l for l, u in self.users.items() if u["Group"] == pattern or
                    ("*" in pattern and fnmatch.fnmatchcase(u["Group"].replace("\\", "/"), pattern.replace("\\", "/")))}
            chosen = chosen - hits if exclude else chosen | hits
        return [str(login) for login in sorted(chosen)]

    def check_password(self, login, kind, password):
        user = self.find(login)
        name = {"main": "PassMain", "investor": "PassInvestor"}.get(str(kind).lower())
        if name is None:
            raise Refused(3)
        if user[name] != password:
            raise Refused(3006)

    def change_password(self, login, kind, password):
        user = self.find(login)
        name = {"main": "PassMain", "investor": "PassInvestor"}.get(str(kind).lower())
        if name is None:
            raise Refused(3)
        if not self.settings["may_change_passwords"]:
            raise Refused(8)
        least = int((self.group(user["Group"]) or {}).get("AuthPasswordMin", 0))
        is_kept = self.settings["refuses_same_password"] and user[name] == password
        if is_kept or not is_password_good(str(password), least):
            raise Refused(3006)
        user[name] = password
        self.record(dict(user))
