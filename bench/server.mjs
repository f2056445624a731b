// Serves the files of a folder as fast as Node can: the same bytes for every request, answered from memory.
// It reads no more of HTTP than clients that keep to it need, so that its own core is not what limits them.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [folder = '.'] = process.argv.slice(2);

/** @type {Map<string, Buffer>} */
const replies = new Map();
for (const name of readdirSync(folder)) {
  const body = readFileSync(join(folder, name));
  const type = name.startsWith('page') ? 'application/json' : 'text/xml';
  const head = [
    'HTTP/1.1 200 OK',
    'Date: Mon, 23 Nov 2026 12:53:24 GMT',
    'Server: Apache',
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
  ];
  replies.set(`/${name}`, Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}
const MISSING = Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');

const server = createServer({ noDelay: true }, (socket) => {
  let unread = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1');
    for (;;) {
      const head = unread.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /\r\ncontent-length: *(\d+)/i.exec(unread.slice(0, head))?.[1] ?? '0';
      const end = head + 4 + Number(length);
      if (unread.length < end) return;
      const path = unread.slice(unread.indexOf(' ') + 1, unread.indexOf(' HTTP/1.1'));
      unread = unread.slice(end);
      socket.write(replies.get(path) ?? MISSING);
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
// Ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
