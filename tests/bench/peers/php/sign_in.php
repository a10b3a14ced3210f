<?php
// E-mail and password become a session: 303 with the cookie, else 401. A guess is neither counted nor slowed down.
declare(strict_types=1);
require __DIR__ . '/common.php';
require __DIR__ . '/session.php';

header('Cache-Control: no-store');
header('Referrer-Policy: no-referrer');
$email = strtolower(trim($_POST['email'] ?? ''));
$db = database();
$row = $db->execute_query(
    'SELECT id, email, password_hash, (SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home '
    . 'FROM customers WHERE email = ? AND blocked_at IS NULL',
    [$email]
)->fetch_assoc();
if (!$row || !password_verify($_POST['password'] ?? '', $row['password_hash'])) {
    http_response_code(401);
    exit;
}
$db->begin_transaction();
$cookie = open_session($db, [
    'method' => 'password', 'customer_id' => $row['id'], 'email' => $row['email'], 'login_token_id' => null,
    'api_key_id' => null, 'shows_status_popup' => 1,
]);
$db->commit();
answer_signed_in($cookie, $row['home']);
