<?php
// The words by which the search finds a person: as src/customers/search makes them, but folded by case alone.
declare(strict_types=1);

// `al rashid` is found by `alrashid` and `rashid`.
function words_of_name(string $name): array {
    $words = [];
    $chain = '';
    foreach (array_reverse(preg_split('/[^\p{L}\p{N}]+/u', strtolower($name), -1, PREG_SPLIT_NO_EMPTY)) as $piece) {
        $chain = $piece . $chain;
        $words[] = $chain;
    }
    return $words;
}

// The address, the pieces before its @, and the domain with and without what stands before each dot.
function words_of_email(string $email): array {
    [$local, $domain] = explode('@', $email, 2);
    $words = [$email, ...preg_split('/[^a-z0-9\x80-\xff]+/', $local, -1, PREG_SPLIT_NO_EMPTY)];
    for (; substr_count($domain, '.') > 1; $domain = substr($domain, strpos($domain, '.') + 1)) {
        $words[] = $domain;
    }
    return [...$words, $domain];
}

// In order, without those that begin another.
function words_of(array $person, string $calling_code): array {
    $digits = ltrim($person['phone'], '+');
    $words = [
        ...words_of_name($person['firstName'] . ' ' . $person['lastName']), ...words_of_email($person['email']),
        $digits, substr($digits, strlen($calling_code)),
    ];
    $words = array_map(fn(string $word): string => preg_match('/^.{1,64}/us', $word, $found) ? $found[0] : '', $words);
    sort($words, SORT_STRING);
    $joined = [];
    foreach ($words as $word) {
        if ($joined && str_starts_with($word, end($joined))) {
            array_pop($joined);
        }
        $joined[] = $word;
    }
    return $joined;
}
