"""An HTTP application behind the members' gate: what an upstream of a real site does with bodies, ranges, events and
WebSockets. Listens on a free port of 127.0.0.1 and prints it."""
import base64
import hashlib
import http.server
import json
import time

FILE = bytes(range(256)) * 4096


class App(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        """Counts the body and says whom nginx has named."""
        digest, left = hashlib.sha256(), int(self.headers['Content-Length'])
        count = 0
        while left > 0:
            part = self.rfile.read(min(left, 1 << 20))
            if not part:
                break
            digest.update(part)
            count, left = count + len(part), left - len(part)
        self.answer(200, json.dumps({'bytes': count, 'sha256': digest.hexdigest(),
                                     'member': self.headers.get_all('X-Member-Id')}).encode())

    def do_GET(self):
        {'/wallet/file': self.file, '/wallet/events': self.events, '/wallet/socket': self.socket}.get(
            self.path, lambda: self.answer(404, b'none'))()

    def file(self):
        asked = self.headers.get('Range', '')
        if not asked.startswith('bytes='):
            return self.answer(200, FILE, [('Accept-Ranges', 'bytes')])
        first, last = (int(number) for number in asked[6:].split('-'))
        return self.answer(206, FILE[first:last + 1], [('Content-Range', f'bytes {first}-{last}/{len(FILE)}')])

    def events(self):
        """Three events, a third of a second apart."""
        self.send_response(200)
        self.send_header('Content-Type', 'text/event-stream')
        self.send_header('Connection', 'close')
        self.end_headers()
        for number in range(3):
            self.wfile.write(f'data: {number}\n\n'.encode())
            self.wfile.flush()
            time.sleep(0.33)
        self.close_connection = True

    def socket(self):
        """The opening handshake of RFC 6455; then every byte comes back."""
        accept = hashlib.sha1((self.headers['Sec-WebSocket-Key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode())
        self.send_response(101)
        self.send_header('Upgrade', 'websocket')
        self.send_header('Connection', 'Upgrade')
        self.send_header('Sec-WebSocket-Accept', base64.b64encode(accept.digest()).decode())
        self.end_headers()
        while part := self.rfile.read1(4096):
            self.wfile.write(part)
            self.wfile.flush()
        self.close_connection = True


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), App)
print(server.server_address[1], flush=True)
server.serve_forever()
