const REMEMBERED = 2000;

/**
 * Which events have been handed on, and how far a resume may start.
 *
 * One event goes to several topics under one id, so an event is known by id and topic. While a
 * resume runs, live events may overtake the replay; the position moves only once the server says
 * that the replay is complete, or a second interruption would skip what was still to come.
 */
export class SeenEvents {
  private readonly keys = new Set<string>();
  private position: number | null = null;
  private highest = 0;
  private isResuming = false;

  /** True the first time this event is offered. */
  accept(id: number, topic: string): boolean {
    const key = `${id} ${topic}`;
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    if (this.keys.size > REMEMBERED) this.keys.delete(this.keys.values().next().value as string);
    this.highest = Math.max(this.highest, id);
    if (!this.isResuming) this.position = Math.max(this.position ?? 0, id);
    return true;
  }

  /** The id to resume after, or null on the very first connection. */
  get resumeFrom(): number | null {
    return this.position;
  }

  start(lastId: number): void {
    this.position = lastId;
    this.highest = Math.max(this.highest, lastId);
  }

  beginResume(): void {
    this.isResuming = true;
  }

  endResume(lastId: number): void {
    this.isResuming = false;
    this.position = Math.max(this.position ?? 0, lastId, this.highest);
  }
}
