<?php
// A login token becomes a session, once: 303 with the cookie, else 410.
declare(strict_types=1);
require __DIR__ . '/common.php';
require __DIR__ . '/session.php';

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
$cookie = open_session($db, ['method' => 'token', 'login_token_id' => $row['id']] + $row);
$db->commit();
answer_signed_in($cookie, $row['home']);
