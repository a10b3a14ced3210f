<?php
// What ends every sign-in: a session, a row in Login activity, a cookie.
declare(strict_types=1);

const LIFETIME_SECONDS = 43200;

// Within a transaction. `$how` has method, customer_id, email, login_token_id, api_key_id and shows_status_popup. Returns
// the cookie's value.
function open_session(mysqli $db, array $how): string {
    $cookie = secret();
    $db->execute_query(
        'INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address, created_at, '
        . 'last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND)',
        [uuid7(), sha256($cookie), $how['customer_id'], $how['email'], $how['login_token_id'], $how['shows_status_popup'],
            $_SERVER['REMOTE_ADDR'], LIFETIME_SECONDS]
    );
    $db->execute_query(
        'INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, network, account_hash, customer_id, '
        . "login_token_id, api_key_id, request_id) VALUES (?, UTC_TIMESTAMP(6), ?, 'signed_in', ?, ?, ?, ?, ?, ?, ?)",
        [uuid7(), $how['method'], $_SERVER['REMOTE_ADDR'], substr(inet_pton($_SERVER['REMOTE_ADDR']), 0, 8), sha256($how['email']),
            $how['customer_id'], $how['login_token_id'], $how['api_key_id'], $_SERVER['REQUEST_ID'] ?? uuid_text(uuid7())]
    );
    return $cookie;
}

function answer_signed_in(string $cookie, ?string $home): void {
    http_response_code(303);
    header('Location: ' . ($home ?? '/'));
    header('Set-Cookie: __Host-member=' . $cookie . '; Path=/; Secure; HttpOnly; SameSite=Lax');
}
