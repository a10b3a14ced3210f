<?php
// A login token becomes a session, once: 303 with the cookie, else 410.
declare(strict_types=1);
require __DIR__ . '/common.php';

const LIFETIME_SECONDS = 43200;

header('Cache-Control: no-store');
header('Referrer-Policy: no-referrer');
$token = $_GET['token'] ?? '';
if (!is_string($token) || !preg_match('/^lt_[A-Za-z0-9_-]{43}$/', $token)) {
    http_response_code(410);
    exit;
}
$db = database();
$db->begin_transaction();
$hash = sha256($token);
$row = $db->execute_query(
    'SELECT t.id, t.customer_id, t.api_key_id, t.shows_status_popup, c.email, '
    . '(SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home FROM login_tokens t JOIN customers c ON c.id = t.customer_id '
    . 'WHERE t.token_hash = ? AND c.blocked_at IS NULL',
    [$hash]
)->fetch_assoc();
if ($row) {
    $db->execute_query(
        'UPDATE login_tokens SET used_at = UTC_TIMESTAMP(6) WHERE token_hash = ? AND used_at IS NULL '
        . 'AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6)',
        [$hash]
    );
}
if (!$row || $db->affected_rows !== 1) {
    $db->rollback();
    http_response_code(410);
    exit;
}
$cookie = secret();
$db->execute_query(
    'INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address, created_at, '
    . 'last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND)',
    [uuid7(), sha256($cookie), $row['customer_id'], $row['email'], $row['id'], $row['shows_status_popup'],
        $_SERVER['REMOTE_ADDR'], LIFETIME_SECONDS]
);
$db->execute_query(
    'INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, customer_id, login_token_id, api_key_id, request_id) '
    . "VALUES (?, UTC_TIMESTAMP(6), 'token', 'signed_in', ?, ?, ?, ?, ?)",
    [uuid7(), $_SERVER['REMOTE_ADDR'], $row['customer_id'], $row['id'], $row['api_key_id'], $_SERVER['REQUEST_ID'] ?? uuid_text(uuid7())]
);
$db->commit();
http_response_code(303);
header('Location: ' . ($row['home'] ?? '/'));
header('Set-Cookie: __Host-member=' . $cookie . '; Path=/; Secure; HttpOnly; SameSite=Lax');
