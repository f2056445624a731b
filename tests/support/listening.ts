import { createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** Servers of one test, closed together with what is connected to them. */
export class Listening {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();

  /** Listens on a free port of loopback and returns it. */
  async start(server: Server): Promise<number> {
    this.servers.push(server);
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** A plain TCP server that treats each connection so. */
  tcp(accept: (socket: Socket) => void): Promise<number> {
    return this.start(createTcpServer(accept));
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.servers.splice(0)) server.close();
  }
}
