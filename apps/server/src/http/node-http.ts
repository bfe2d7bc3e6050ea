// node:http without its import: that would evaluate every export for its namespace, a client for WebSockets among them, which
// nobody needs and which takes 15 MiB.
const http = process.getBuiltinModule('node:http')

export const { createServer, request, ServerResponse, STATUS_CODES } = http
