"""Requests over TLS that no well-behaved client sends.

raw_client.py CA PORT slow PATH COUNT   opens COUNT POSTs whose bodies never arrive; prints how many were answered with 429
raw_client.py CA PORT send PATH TEXT    sends the bytes of TEXT (\\r and \\n as in Python) behind `POST PATH HTTP/1.1`; prints the answer
"""
import socket
import ssl
import sys
import time

ca, port, action, path, argument = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
HEAD = f'POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n'


def connect():
    return context.wrap_socket(socket.create_connection(('127.0.0.1', int(port))), server_hostname='127.0.0.1')


def count_refused(count):
    open_connections = [connect() for _ in range(count)]
    for connection in open_connections:
        connection.sendall((HEAD + 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nx').encode())
    time.sleep(2)
    refused = 0
    for connection in open_connections:
        connection.settimeout(0.01)
        try:
            refused += b' 429 ' in connection.recv(100)
        except TimeoutError:
            pass
    return refused


if action == 'slow':
    print(count_refused(int(argument)))
else:
    connection = connect()
    connection.sendall((HEAD + argument.encode().decode('unicode_escape')).encode())
    print(connection.recv(4000).decode())
