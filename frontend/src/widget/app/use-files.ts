import { useState } from 'preact/hooks';
import { useScene } from './context';
import { newId } from './ids';
import type { Upload } from './state';
import type { FileRef } from './types';

const MAX_FILE_MB = 25;

export interface Files {
  /** Those that are there to be sent. */
  stored: FileRef[];
  /** Those on their way, and those that did not get there. */
  uploads: readonly Upload[];
  isUploading: boolean;
  add: (chosen: Iterable<File>) => Promise<void>;
  remove: (id: string) => void;
  /** They went with a message. */
  clear: () => void;
}

/** The files that go with the next message; each is uploaded as soon as it is chosen. */
export function useFiles(): Files {
  const { desk, words } = useScene();
  const [stored, setStored] = useState<FileRef[]>([]);
  const [uploads, setUploads] = useState<Upload[]>([]);

  const add = async (chosen: Iterable<File>) => {
    for (const file of chosen) {
      const upload: Upload = { id: newId(), name: file.name, size: file.size, problem: '' };
      if (file.size > MAX_FILE_MB * 1024 * 1024) {
        setUploads((all) => [...all, { ...upload, problem: words.t('tooLarge', { name: file.name, size: MAX_FILE_MB }) }]);
        continue;
      }
      setUploads((all) => [...all, upload]);
      const answer = await desk.upload(file);
      if (typeof answer === 'string') {
        setUploads((all) => all.map((each) => (each.id === upload.id ? { ...each, problem: answer } : each)));
      } else {
        setUploads((all) => all.filter((each) => each.id !== upload.id));
        setStored((all) => [...all, answer]);
      }
    }
  };

  return {
    stored,
    uploads,
    isUploading: uploads.some((upload) => !upload.problem),
    add,
    remove(id) {
      setStored((all) => all.filter((each) => each.id !== id));
      setUploads((all) => all.filter((each) => each.id !== id));
    },
    clear: () => setStored([]),
  };
}
