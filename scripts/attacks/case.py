"""A case: what somebody tries, under which items of which lists, and what has to come of it."""

# OWASP Top Ten 2021 (W) and 2025 (N), OWASP API Security Top Ten 2023 (API).
ITEMS = {
    "W1": "2021 A01 Broken access control",
    "W2": "2021 A02 Cryptographic failures",
    "W3": "2021 A03 Injection",
    "W4": "2021 A04 Insecure design",
    "W5": "2021 A05 Security misconfiguration",
    "W6": "2021 A06 Vulnerable and outdated components",
    "W7": "2021 A07 Identification and authentication failures",
    "W8": "2021 A08 Software and data integrity failures",
    "W9": "2021 A09 Security logging and monitoring failures",
    "W10": "2021 A10 Server-side request forgery",
    "N1": "2025 A01 Broken access control",
    "N2": "2025 A02 Security misconfiguration",
    "N3": "2025 A03 Software supply chain failures",
    "N4": "2025 A04 Cryptographic failures",
    "N5": "2025 A05 Injection",
    "N6": "2025 A06 Insecure design",
    "N7": "2025 A07 Authentication failures",
    "N8": "2025 A08 Software or data integrity failures",
    "N9": "2025 A09 Security logging and alerting failures",
    "N10": "2025 A10 Mishandling of exceptional conditions",
    "API1": "API 2023 1 Broken object level authorization",
    "API2": "API 2023 2 Broken authentication",
    "API3": "API 2023 3 Broken object property level authorization",
    "API4": "API 2023 4 Unrestricted resource consumption",
    "API5": "API 2023 5 Broken function level authorization",
    "API6": "API 2023 6 Unrestricted access to sensitive business flows",
    "API7": "API 2023 7 Server side request forgery",
    "API8": "API 2023 8 Security misconfiguration",
    "API9": "API 2023 9 Improper inventory management",
    "API10": "API 2023 10 Unsafe consumption of APIs",
}

CASES = []


class Case:
    def __init__(self, items, tried, expected, run):
        self.items, self.tried, self.expected, self.run = items.split(), tried, expected, run


def case(items, tried, expected):
    """Registers a function that tries something and says, in the words of `expected`, what came of it."""
    unknown = set(items.split()) - ITEMS.keys()
    assert not unknown, unknown

    def register(run):
        CASES.append(Case(items, tried, expected, run))
        return run

    return register


def table():
    """The cases as a table of docs/security.md."""
    lines = ["| items | what is tried | what has to come of it |", "|---|---|---|"]
    escaped = lambda text: text.replace("|", "\\|")
    lines += [f"| {', '.join(one.items)} | {escaped(one.tried)} | {escaped(one.expected)} |" for one in CASES]
    return "\n".join(lines)
