<?php
// What the PHP scripts share. The database's address stands in the environment of the FPM pool.
declare(strict_types=1);

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);

// A persistent connection: one for each FPM process.
function database(): mysqli {
    return new mysqli('p:localhost', getenv('DB_USER'), getenv('DB_PASSWORD'), getenv('DB_NAME'), 0, getenv('DB_SOCKET'));
}

function uuid7(): string {
    $bytes = substr(pack('J', (int) (microtime(true) * 1000)), 2) . random_bytes(10);
    $bytes[6] = chr((ord($bytes[6]) & 0x0f) | 0x70);
    $bytes[8] = chr((ord($bytes[8]) & 0x3f) | 0x80);
    return $bytes;
}

function uuid_text(string $bytes): string {
    return preg_replace('/^(.{8})(.{4})(.{4})(.{4})(.{12})$/', '$1-$2-$3-$4-$5', bin2hex($bytes));
}

function secret(string $prefix = ''): string {
    return $prefix . rtrim(strtr(base64_encode(random_bytes(32)), '+/', '-_'), '=');
}

function sha256(string $text): string {
    return hash('sha256', $text, true);
}

function answer_json(int $status, array $body): never {
    http_response_code($status);
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    echo json_encode($body, JSON_UNESCAPED_SLASHES);
    exit;
}
