import type { ClientMessage, ServerMessage } from '../realtime/protocol';

/** Stands in for a browser's WebSocket; the test plays the server. */
export class FakeSocket {
  readonly sent: ClientMessage[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(): void {
    this.onclose?.({ code: 1000 });
  }

  deliver(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  lose(code = 1006): void {
    this.onclose?.({ code });
  }
}

/** A factory for LiveSocket and the list of sockets that it made. */
export function fakeSockets(): { sockets: FakeSocket[]; createSocket: (url: string) => WebSocket } {
  const sockets: FakeSocket[] = [];
  return {
    sockets,
    createSocket: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  };
}
