import { headersOf, urlOf } from './client';
import type { AnswerOf } from './contract';
import { ApiProblem } from './problem';

type Stored = AnswerOf<'/attachments', 'post'>;

export interface Upload {
  done: Promise<Stored>;
  cancel: () => void;
}

/** Uploads one file; `onProgress` gets the share sent, 0 to 1. `fetch` cannot tell it, so XHR does. */
export function uploadFile(file: File, onProgress: (share: number) => void): Upload {
  const xhr = new XMLHttpRequest();
  const done = new Promise<Stored>((resolve, reject) => {
    xhr.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    xhr.onerror = () => reject(new ApiProblem(0, {}));
    xhr.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    xhr.onload = () => {
      const content = parsed(xhr.responseText);
      if (xhr.status >= 200 && xhr.status < 300) resolve(content as unknown as Stored);
      else reject(new ApiProblem(xhr.status, content));
    };
  });
  const form = new FormData();
  form.append('file', file);
  xhr.open('POST', urlOf('/attachments'));
  for (const [name, value] of Object.entries(headersOf('POST', null))) xhr.setRequestHeader(name, value);
  xhr.send(form);
  return { done, cancel: () => xhr.abort() };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    // A proxy may answer a refused upload with a page of its own.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

