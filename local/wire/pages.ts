/** What else the server serves beside the protocols, to browsers: a port, since this model knows of no page. */
import type { WireReply, WireRequest } from './message';

export interface Pages {
  /** Whether it is theirs to answer. */
  serves(request: Pick<WireRequest, 'method' | 'path'>): boolean;
  /** Never rejects: what is refused is a reply. */
  answer(request: WireRequest): Promise<PageReply>;
}

export type PageReply = WireReply | PageStream;

/** An answer without an end, such as server-sent events. */
export interface PageStream {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  /** Called once the head is written. Answers how to stop, for when the reader has gone or the server closes. */
  readonly open: (send: Send) => () => void;
}

/** `full`: nothing was sent, since the reader does not keep up. */
export type Send = (text: string) => 'sent' | 'full';

export const isStream = (reply: PageReply): reply is PageStream => 'open' in reply;
