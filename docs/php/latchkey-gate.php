<?php
// Members only, without nginx: the first line of each page is  require '/home/…/latchkey-gate.php';
// Behind it $member is ['id' => …, 'firstName' => …, 'lastName' => …, 'email' => …, 'status' => …, 'statusPopup' => true|false].
// Without a session the visitor goes to the sign-in page and comes back; when Latchkey cannot be asked, nobody gets in (503).

// The site's own address, e.g. 'https://members.example.com'. '' is https:// and the host that the visitor asked for, at the
// address where this request came in: whatever Host a visitor sends, no other machine is asked. Say it on a machine that you
// share with others, where TLS ends at another one, and where the web server listens at another address than it has itself.
defined('LATCHKEY_URL') || define('LATCHKEY_URL', '');

$member = (static function (): array {
    $refuse = static function (int $status, string $header, string $words): never {
        http_response_code($status);
        header('Cache-Control: no-store');
        header($header);
        header('Content-Type: text/plain; charset=utf-8');
        exit($words . "\n");
    };
    $cookies = $_SERVER['HTTP_COOKIE'] ?? '';
    $host = $_SERVER['HTTP_HOST'] ?? '';
    if (LATCHKEY_URL === '' && !preg_match('/^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:([0-9]{1,5}))?$/D', $host, $parts)) {
        $refuse(400, 'Connection: close', 'This host is not known here.');
    }
    $status = 401;
    if (str_contains($cookies, '__Host-member=')) {
        $request = curl_init((LATCHKEY_URL === '' ? 'https://' . $host : rtrim(LATCHKEY_URL, '/')) . '/auth/session');
        curl_setopt_array($request, [
            CURLOPT_COOKIE => $cookies,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_CONNECTTIMEOUT => 2,
            CURLOPT_TIMEOUT => 5,
            CURLOPT_PROXY => '',
            CURLOPT_PROTOCOLS => CURLPROTO_HTTPS,
        ]);
        if (LATCHKEY_URL === '') {
            $address = trim($_SERVER['SERVER_ADDR'], '[]');
            $address = str_contains($address, ':') ? "[$address]" : $address;
            curl_setopt($request, CURLOPT_CONNECT_TO, ["::$address:" . ($parts[3] ?? 443)]);
        }
        $answer = curl_exec($request);
        $status = curl_getinfo($request, CURLINFO_RESPONSE_CODE);
        $session = is_string($answer) ? json_decode($answer, true) : null;
        if ($status === 200 && is_string($session['customer']['id'] ?? null)) {
            return $session['customer'] + ['statusPopup' => $session['statusPopup'] !== false];
        }
    }
    if ($status !== 401) {
        $refuse(503, 'Retry-After: 2', 'This page is away for a moment. Nothing is lost: please try again shortly.');
    }
    $refuse(303, 'Location: /auth/login?returnUrl=' . rawurlencode($_SERVER['REQUEST_URI']), 'Please sign in.');
})();
