import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type RefObject } from 'react';
import { isProblem } from '../api';

export interface FormOptions<Values, Answer> {
  /** What the server has, as the form shows it. Members are named as the server names them. */
  saved: Values;
  /** What is wrong, in words, by field. */
  faultsOf: (values: Values) => Partial<Record<keyof Values, string>>;
  send: (values: Values, changed: readonly (keyof Values)[]) => Promise<Answer>;
  onSaved: (answer: Answer) => void;
  /** It was not saved, for a reason that belongs to no field. */
  onOtherFault?: () => void;
}

export interface Form<Values> {
  values: Values;
  isChanged: boolean;
  isSaving: boolean;
  /** Why the last save did not work. */
  fault: unknown;
  set: (change: Partial<Values>) => void;
  errorOf: (name: keyof Values) => string | undefined;
  leave: (name: keyof Values) => void;
  save: () => Promise<void>;
  discard: () => void;
  /** Back to where the form begins, once it is empty again. */
  focusFirst: () => void;
  /** Belongs on the form; a save that finds a mistake leads there. */
  box: RefObject<HTMLFormElement | null>;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function leadToMistake(form: HTMLFormElement | null): void {
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
  wrong?.focus();
  // What was typed is typed anew, as nobody can see what is wrong with it.
  if (wrong instanceof HTMLInputElement && wrong.type === 'password') wrong.select();
}

const showMistake = (box: RefObject<HTMLFormElement | null>): void => void requestAnimationFrame(() => leadToMistake(box.current));

/** The values of a form while they are edited: only what differs from the saved ones is kept, and sent. */
export function useForm<Values extends object, Answer>(options: FormOptions<Values, Answer>): Form<Values> {
  const { saved, faultsOf, send, onSaved, onOtherFault } = options;
  type Name = keyof Values;
  const [changes, setChanges] = useState<Partial<Values>>({});
  const [left, setLeft] = useState<ReadonlySet<Name>>(new Set());
  const [errors, setErrors] = useState<Readonly<Record<string, readonly string[]>>>({});
  const box = useRef<HTMLFormElement>(null);
  const values: Values = { ...saved, ...changes };
  const names = Object.keys(saved) as Name[];
  const changed = names.filter((name) => !isSame(values[name], saved[name]));
  const faults = faultsOf(values);
  const startOver = (): void => {
    setChanges({});
    setErrors({});
    setLeft(new Set());
  };
  const store = useMutation({
    mutationFn: () => send(values, changed),
    onSuccess: (answer) => {
      startOver();
      onSaved(answer);
    },
    onError: (error) => {
      const found = isProblem(error) ? error.errors : {};
      setErrors(found);
      if (names.some((name) => String(name) in found)) showMistake(box);
      else onOtherFault?.();
    },
  });
  return {
    values,
    isChanged: changed.length > 0,
    isSaving: store.isPending,
    fault: store.error,
    set: (change) => {
      setChanges((old) => ({ ...old, ...change }));
      setErrors((old) => Object.fromEntries(Object.entries(old).filter(([name]) => !(name in change))));
    },
    errorOf: (name) => errors[String(name)]?.join(' ') ?? (left.has(name) ? faults[name] : undefined),
    leave: (name) => setLeft((old) => (old.has(name) ? old : new Set([...old, name]))),
    save: async () => {
      const wrong = names.filter((name) => faults[name] !== undefined);
      if (wrong.length > 0) {
        setLeft(new Set([...left, ...wrong]));
        // What the server said was about another attempt.
        store.reset();
        setErrors({});
        showMistake(box);
        return;
      }
      if (!store.isPending) await store.mutateAsync().catch(() => undefined);
    },
    discard: () => {
      startOver();
      store.reset();
    },
    focusFirst: () => box.current?.querySelector('input')?.focus(),
    box,
  };
}
