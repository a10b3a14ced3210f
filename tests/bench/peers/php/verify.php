<?php
// The check of a session for nginx's auth_request: 204 with the member's identity, else 401.
declare(strict_types=1);
require __DIR__ . '/common.php';

const IDLE_SECONDS = 1800;

header('Cache-Control: no-store');
$cookie = $_COOKIE['__Host-member'] ?? '';
if (!preg_match('/^[A-Za-z0-9_-]{43}$/', $cookie)) {
    http_response_code(401);
    exit;
}
$db = database();
$session = $db->execute_query(
    'SELECT id, customer_id, email, shows_status_popup, last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND AS touch_due '
    . 'FROM sessions WHERE session_hash = ? AND ended_at IS NULL AND expires_at > UTC_TIMESTAMP(6) '
    . 'AND last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND',
    [sha256($cookie), IDLE_SECONDS]
)->fetch_assoc();
if (!$session) {
    http_response_code(401);
    exit;
}
if ($session['touch_due']) {
    $db->execute_query('UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(6) WHERE id = ?', [$session['id']]);
}
http_response_code(204);
header('X-Member-Id: ' . uuid_text($session['customer_id']));
header('X-Member-Email: ' . $session['email']);
header('X-Member-Status-Popup: ' . ($session['shows_status_popup'] ? 'true' : 'false'));
