import { AWARENESS_MAX_BYTES, FRAME_MAX_BYTES, UPDATE_MAX_BYTES } from '#shared/documents/limits.ts';
import type { Fault } from '#shared/fault.ts';
import type { UserId } from '#shared/ids.ts';
import { CLOSE, type CloseCode } from '#shared/sync/close-codes.ts';
import { decodeFrame, encodeJson, encodeSync, type Frame, MESSAGE, SYNC } from '#shared/sync/wire.ts';
import type { Room } from './room.ts';
import type { Socket } from './socket.ts';

/** S6: a reader that leaves more than this unread is closed; it catches up when it comes back. */
const UNREAD_MAX_BYTES = FRAME_MAX_BYTES;
/** More than this many frames of one socket are never in memory at once: further ones wait in the pipe. */
const UNWRITTEN_MAX_FRAMES = 256;

/** `isTrashed` says why nothing may be written, when it is not for the caller's role. */
export type Caller = { user: UserId; session: string; mayWrite: boolean; isTrashed?: boolean };

/** One websocket of one document: frames in, frames out, and the count of what is on disk. */
export class Connection {
  readonly room: Room;
  readonly caller: Caller;
  readonly #socket: Socket;
  readonly #wantsAcks: boolean;
  readonly #epoch: string;
  /** For every SyncStep2 and Update frame in order: whether its content is on disk. */
  readonly #frames: { isWritten: boolean }[] = [];
  #writtenFrames = 0;
  #ackedFrames = 0;
  #ackIsDue = false;
  #isClosed = false;

  constructor(room: Room, socket: Socket, options: { caller: Caller; wantsAcks: boolean; epoch: string }) {
    this.room = room;
    this.#socket = socket;
    this.caller = options.caller;
    this.#wantsAcks = options.wantsAcks;
    this.#epoch = options.epoch;
  }

  /** From here on nothing that is committed passes this socket by: it joins and is told the state in one turn. */
  open(): void {
    this.room.connections.add(this);
    this.room.presence.join(this);
    this.send(encodeSync(SYNC.step1, this.room.stateVector()));
    const present = this.room.presence.frame();
    if (present) this.send(present);
  }

  receive(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
      this.#handle(frame);
    } catch {
      this.close(CLOSE.badFrame, 'bad frame');
    }
  }

  #handle(frame: Frame): void {
    if (frame.type === 'step1') this.#answer(frame.payload);
    else if (frame.type === 'step2' || frame.type === 'update') this.#submit(frame.type, frame.payload);
    else if (frame.type === 'awareness') this.#applyAwareness(frame.payload);
    else if (frame.type === 'queryAwareness') this.#sendAwareness();
    // A message type of a newer client is passed over; it never counts as content.
  }

  #answer(stateVector: Uint8Array): void {
    if (stateVector.byteLength > UPDATE_MAX_BYTES) this.close(CLOSE.tooLarge, 'too_large');
    else this.send(encodeSync(SYNC.step2, this.room.diffFor(stateVector)));
  }

  #submit(type: 'step2' | 'update', update: Uint8Array): void {
    if (type === 'update' && update.byteLength > UPDATE_MAX_BYTES) {
      this.close(CLOSE.tooLarge, 'too_large');
      return;
    }
    if (!this.caller.mayWrite) {
      this.#passReadOnly(update);
      return;
    }
    const accepted = this.room.submit({ bytes: update, user: this.caller.user, from: this });
    if (accepted.kind === 'refused') {
      this.close(closeCodeOf(accepted.fault, type), reasonOf(accepted.fault));
      return;
    }
    const entry = { isWritten: false };
    this.#frames.push(entry);
    if (this.#frames.length === UNWRITTEN_MAX_FRAMES) this.#socket.pause();
    void accepted.written.then((result) => {
      if (!result.ok) {
        this.close(CLOSE.tryLater, result.fault.code);
        return;
      }
      entry.isWritten = true;
      this.#countWritten(result.seq);
    });
  }

  /** A viewer answers the handshake too; only content of its own is refused. */
  #passReadOnly(update: Uint8Array): void {
    if (this.room.bringsNews(update)) {
      this.close(CLOSE.forbidden, this.caller.isTrashed ? 'project_trashed' : 'forbidden');
      return;
    }
    this.#frames.push({ isWritten: true });
    this.#countWritten(this.room.seq);
  }

  #countWritten(seq: number): void {
    const before = this.#frames.length;
    while (this.#frames[0]?.isWritten) {
      this.#frames.shift();
      this.#writtenFrames++;
    }
    if (before >= UNWRITTEN_MAX_FRAMES && this.#frames.length < UNWRITTEN_MAX_FRAMES) this.#socket.resume();
    if (!this.#wantsAcks || this.#ackIsDue || this.#writtenFrames === this.#ackedFrames) return;
    this.#ackIsDue = true;
    queueMicrotask(() => {
      this.#ackIsDue = false;
      if (this.#isClosed) return;
      this.#ackedFrames = this.#writtenFrames;
      this.send(encodeJson(MESSAGE.ack, { epoch: this.#epoch, n: this.#writtenFrames, seq }));
    });
  }

  #applyAwareness(payload: Uint8Array): void {
    if (payload.byteLength > AWARENESS_MAX_BYTES) {
      this.close(CLOSE.tooLarge, 'too_large');
      return;
    }
    this.room.presence.apply(this, payload);
  }

  #sendAwareness(): void {
    const frame = this.room.presence.frame();
    if (frame) this.send(frame);
  }

  ring(feed: string, seq: number): void {
    if (this.#wantsAcks) this.send(encodeJson(MESSAGE.records, { epoch: this.#epoch, feed, seq }));
  }

  send(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#socket.bufferedBytes() > UNREAD_MAX_BYTES) {
      this.close(CLOSE.tryLater, 'slow_reader');
      return;
    }
    this.#socket.send(bytes);
  }

  close(code: CloseCode, reason: string): void {
    if (this.#isClosed) return;
    this.detach();
    this.#socket.close(code, reason);
  }

  /** The socket is gone; what it brought and was accepted is still written. */
  detach(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.room.connections.delete(this);
    this.room.presence.leave(this);
  }
}

/** A gap in a live update heals by a new handshake; a gap in the answer to a handshake never will. */
function closeCodeOf(fault: Fault, type: 'step2' | 'update'): CloseCode {
  if (fault.code === 'document_gap') return type === 'update' ? CLOSE.gap : CLOSE.misshapen;
  if (fault.code === 'too_large') return CLOSE.tooLarge;
  return CLOSE.misshapen;
}

function reasonOf(fault: Fault): string {
  const text = fault.code === 'document_refused' ? `${fault.code}: ${fault.reason}` : fault.code;
  return Buffer.from(text).subarray(0, 120).toString().toWellFormed();
}
