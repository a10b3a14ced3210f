<?php
// A customer with lead, touch and login token: 201, or 401, 409 and 422.
declare(strict_types=1);
require __DIR__ . '/common.php';
require __DIR__ . '/phone.php';
require __DIR__ . '/words.php';

$db = database();
$key = $db->execute_query(
    'SELECT k.id, k.name, k.rights, u.id AS user_id, u.first_name, u.last_name, k.last_used_at IS NULL '
    . 'OR k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND AS use_due FROM api_keys k LEFT JOIN users u ON u.id = k.user_id '
    . 'WHERE k.key_hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6)) '
    . 'AND u.disabled_at IS NULL AND u.removed_at IS NULL',
    [sha256($_SERVER['HTTP_X_API_KEY'] ?? '')]
)->fetch_assoc();
if (!$key || !in_array('customers:create', explode(',', $key['rights']), true)) {
    answer_json(401, ['code' => 'api_key_invalid']);
}
if ($key['use_due']) {
    $db->execute_query(
        'UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6), last_address = ? WHERE id = ?',
        [$_SERVER['REMOTE_ADDR'], $key['id']]
    );
}
$body = json_decode(file_get_contents('php://input'), true);
$email = is_array($body) ? strtolower(trim($body['email'] ?? '')) : '';
$is_valid = filter_var($email, FILTER_VALIDATE_EMAIL)
    && preg_match('/^\+[1-9][0-9]{6,14}$/', $body['phone'] ?? '')
    && preg_match('/^[A-Z]{2}$/', $body['phoneCountryCode'] ?? '')
    && preg_match('/^[A-Z]{2}$/', $body['nationalityCountryCode'] ?? '')
    && trim($body['firstName'] ?? '') !== '' && trim($body['lastName'] ?? '') !== ''
    && strlen($body['password'] ?? '') >= 8;
$calling_code = $is_valid ? find_calling_code($body['phone'], $body['phoneCountryCode']) : null;
if ($calling_code === null) {
    answer_json(422, ['code' => 'validation_failed']);
}
$password_hash = password_hash($body['password'], PASSWORD_ARGON2ID, [
    'memory_cost' => (int) getenv('ARGON2_MEMORY'), 'time_cost' => (int) getenv('ARGON2_PASSES'), 'threads' => 1,
]);
$source = $key['user_id'] ? $key['first_name'] . ' ' . $key['last_name'] : null;
$metadata = json_encode($body['metadata'] ?? new stdClass());
[$customer_id, $lead_id, $touch_id, $token_id] = [uuid7(), uuid7(), uuid7(), uuid7()];
$token = secret('lt_');
$now = gmdate('Y-m-d H:i:s');
$expires_at = gmdate('Y-m-d H:i:s', time() + 300);
$db->begin_transaction();
try {
    $db->execute_query(
        'INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, source_user_id, '
        . 'source_name, first_touch_id, latest_touch_id, first_api_key_id, metadata, created_at, updated_at, status_id) '
        . 'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), (SELECT s.id FROM lead_statuses s '
        . "WHERE s.group_name = 'converted' AND s.is_enabled = TRUE ORDER BY s.position, s.id LIMIT 1)) "
        . 'ON DUPLICATE KEY UPDATE latest_touch_id = VALUES(latest_touch_id), '
        . 'metadata = JSON_MERGE_PATCH(metadata, VALUES(metadata)), updated_at = VALUES(updated_at)',
        [$lead_id, $email, $body['firstName'], $body['lastName'], $body['phone'], $body['phoneCountryCode'],
            $body['nationalityCountryCode'], $key['user_id'], $source, $touch_id, $touch_id, $key['id'],
            $metadata]
    );
    $is_new_lead = $db->affected_rows === 1;
    if (!$is_new_lead) {
        $lead_id = $db->execute_query('SELECT id FROM leads WHERE email = ?', [$email])->fetch_column();
    }
    $words = words_of(['email' => $email] + $body, $calling_code);
    $db->execute_query(
        'INSERT IGNORE INTO search_words (person_id, word) VALUES ' . implode(', ', array_fill(0, count($words), '(?, ?)')),
        array_merge(...array_map(fn(string $word): array => [$lead_id, $word], $words))
    );
    $db->execute_query(
        'INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name, utm_details, metadata) '
        . 'VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?)',
        [$touch_id, $lead_id, $key['id'], $key['name'], $key['user_id'], $source,
            json_encode($body['utmDetails'] ?? new stdClass()), $metadata]
    );
    $db->execute_query(
        'INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, password_hash, '
        . 'lead_id, api_key_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        [$customer_id, $email, $body['firstName'], $body['lastName'], $body['phone'], $body['phoneCountryCode'],
            $body['nationalityCountryCode'], $password_hash, $lead_id, $key['id'], $now]
    );
    $db->execute_query(
        'INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, created_at, expires_at) '
        . "VALUES (?, ?, ?, ?, 'redirect', ?, ?)",
        [$token_id, sha256($token), $customer_id, $key['id'], $now, $expires_at]
    );
    $db->commit();
} catch (mysqli_sql_exception $error) {
    $db->rollback();
    if ($error->getCode() === 1062) {
        answer_json(409, ['code' => 'customer_exists']);
    }
    throw $error;
}
answer_json(201, [
    'customer' => ['id' => uuid_text($customer_id), 'email' => $email, 'createdAt' => $now],
    'lead' => ['id' => uuid_text($lead_id), 'outcome' => $is_new_lead ? 'created' : 'matched',
        'source' => $source ? ['userId' => uuid_text($key['user_id']), 'name' => $source] : null],
    'tradingAccount' => null,
    'login' => ['id' => uuid_text($token_id), 'kind' => 'redirect', 'token' => $token,
        'url' => 'https://bench.example/auth/login?token=' . $token, 'expiresAt' => $expires_at],
]);
