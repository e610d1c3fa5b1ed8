import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { uploadFile } from '@/shared/api';
import type { AttachmentFile } from '../types';
import { FileTooLarge, MAX_BYTES, uploads } from './uploads';

vi.mock('@/shared/api', async (original) => ({ ...(await original<object>()), uploadFile: vi.fn() }));

import { setOwner } from '@/shared/lib/owner-storage';

const STORED: AttachmentFile = { id: 'a1', name: 'log.txt', size: 3, content_type: 'text/plain', url: '/api/v1/attachments/a1' };
const file = () => new File(['abc'], 'log.txt', { type: 'text/plain' });

function answer(done: Promise<AttachmentFile>) {
  const cancel = vi.fn();
  let progress: (share: number) => void = () => undefined;
  vi.mocked(uploadFile).mockImplementation((_file, onProgress) => {
    progress = onProgress;
    return { done, cancel };
  });
  return { cancel, progress: (share: number) => progress(share) };
}

describe('uploads', () => {
  beforeEach(() => {
    localStorage.clear();
    setOwner(5);
  });
  afterEach(() => setOwner(0));

  it('shows how far a file has come and takes it out once it is there', async () => {
    const { progress } = answer(Promise.resolve(STORED));
    uploads.add(1, 'public', [file()]);
    progress(0.4);
    expect(uploads.read(1, 'public')).toMatchObject([{ state: 'uploading', share: 0.4 }]);
    await vi.waitFor(() => expect(uploads.read(1, 'public')).toMatchObject([{ state: 'done' }]));
    expect(uploads.take(1, 'public')).toEqual([STORED]);
    expect(uploads.read(1, 'public')).toEqual([]);
  });

  it('keeps what failed, to be tried again', async () => {
    answer(Promise.reject(new Error('no')));
    uploads.add(1, 'public', [file()]);
    await vi.waitFor(() => expect(uploads.read(1, 'public')).toMatchObject([{ state: 'failed' }]));
    answer(Promise.resolve(STORED));
    uploads.retry(1, 'public', uploads.read(1, 'public')[0]?.key ?? '');
    await vi.waitFor(() => expect(uploads.read(1, 'public')).toMatchObject([{ state: 'done' }]));
  });

  it('does not even send a file that is too large', () => {
    const large = file();
    Object.defineProperty(large, 'size', { value: MAX_BYTES + 1 });
    vi.mocked(uploadFile).mockClear();
    uploads.add(1, 'public', [large]);
    expect(uploadFile).not.toHaveBeenCalled();
    expect(uploads.read(1, 'public')[0]?.error).toBeInstanceOf(FileTooLarge);
  });

  it('remembers uploaded files over a reload, for their owner only', async () => {
    answer(Promise.resolve(STORED));
    uploads.add(1, 'public', [file()]);
    await vi.waitFor(() => expect(uploads.read(1, 'public')).toMatchObject([{ state: 'done' }]));
    setOwner(6);
    expect(uploads.read(1, 'public')).toEqual([]);
    setOwner(5);
    expect(uploads.read(1, 'public')).toMatchObject([{ name: 'log.txt', state: 'done' }]);
  });
});
