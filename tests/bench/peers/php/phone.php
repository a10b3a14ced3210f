<?php
// Telephone numbers by a table of patterns, which scripts/bench makes (phones.py) and opcache keeps.
declare(strict_types=1);

// The calling code of the country, when the number has it and the rest is a number of a country with this code; else null.
function find_calling_code(string $phone, string $country): ?string {
    [$codes, $patterns] = require getenv('PHONE_TABLE');
    $code = $codes[$country] ?? null;
    if ($code === null || !str_starts_with($phone, '+' . $code)) {
        return null;
    }
    $national = substr($phone, 1 + strlen($code));
    foreach ($patterns[$code] as $pattern) {
        if (preg_match($pattern, $national)) {
            return $code;
        }
    }
    return null;
}
