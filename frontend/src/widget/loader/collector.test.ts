import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Collector } from './collector';

const NEVER = 'https://support.test';

describe('Collector', () => {
  let collector: Collector;
  const realFetch = window.fetch;
  const realPush = history.pushState;

  beforeEach(() => {
    window.fetch = vi.fn(() => Promise.resolve(new Response('', { status: 502 })));
    collector = new Collector(NEVER);
  });
  afterEach(() => {
    collector.stop();
    window.fetch = realFetch;
    history.replaceState(null, '', '/');
  });

  const labels = () => collector.snapshot().steps.map((step) => `${step.kind} ${step.label} ${step.detail}`.trim());

  it('collects nothing before it is started', () => {
    document.body.innerHTML = '<button>Export</button>';
    document.querySelector('button')?.click();
    expect(labels()).toEqual([]);
  });

  it('notes routes of the application and clicks on named controls', () => {
    collector.start();
    history.pushState(null, '', '/exports?token=abc');
    document.body.innerHTML = '<button>Test connection</button><p>text</p>';
    document.querySelector('p')?.click();
    document.querySelector('button')?.click();
    expect(labels().slice(1)).toEqual([`route ${location.origin}/exports`, 'click Test connection']);
    expect(collector.snapshot().page.element).toBe('Test connection');
  });

  it('notes failed requests by method, path and status, and leaves the answer to the page', async () => {
    collector.start();
    const answer = await window.fetch('/api/exports/12?key=secret', { method: 'post' });
    expect(answer.status).toBe(502);
    expect(labels()).toContain('request POST /api/exports/12 502');
  });

  it('is silent about requests of its own', async () => {
    collector.start();
    await window.fetch(`${NEVER}/api/v1/widget/home`);
    expect(labels().some((label) => label.startsWith('request'))).toBe(false);
  });

  it('leaves the page as it was found', () => {
    const before = window.fetch;
    collector.start();
    expect(window.fetch).not.toBe(before);
    collector.stop();
    expect(window.fetch).toBe(before);
    expect(history.pushState).toBe(realPush);
    expect(labels()).toEqual([]);
  });

  it('stays out of the way when somebody wrapped fetch after it', () => {
    collector.start();
    const ours = window.fetch;
    const theirs = ((...values: Parameters<typeof fetch>) => ours(...values)) as typeof fetch;
    window.fetch = theirs;
    collector.stop();
    expect(window.fetch).toBe(theirs);
  });
});
