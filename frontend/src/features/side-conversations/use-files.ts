import { useState } from 'react';

import { sidesApi, type Stored } from './api';

export interface Files {
  stored: readonly Stored[];
  ids: string[];
  isLoading: boolean;
  error: unknown;
  add: (files: readonly File[]) => void;
  remove: (id: string) => void;
  clear: () => void;
}

/** The files of a message that is being written; each is stored as soon as it is chosen. */
export function useFiles(): Files {
  const [stored, setStored] = useState<readonly Stored[]>([]);
  const [loading, setLoading] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const add = (files: readonly File[]): void => {
    setError(null);
    for (const file of files) {
      setLoading((count) => count + 1);
      sidesApi
        .upload(file)
        .then((one) => setStored((known) => [...known, one]), setError)
        .finally(() => setLoading((count) => count - 1));
    }
  };
  return {
    stored,
    ids: stored.map(({ id }) => id),
    isLoading: loading > 0,
    error,
    add,
    remove: (id) => setStored((known) => known.filter((one) => one.id !== id)),
    clear: () => setStored([]),
  };
}
