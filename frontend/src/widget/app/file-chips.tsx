import type { JSX } from 'preact';
import { useScene } from './context';
import { Icon } from './icons';
import type { Files } from './use-files';

/** The files that go with the message, and those that are on their way or failed. */
export function FileChips({ files }: { files: Files }): JSX.Element | null {
  const { words } = useScene();
  const { stored, uploads } = files;
  if (stored.length === 0 && uploads.length === 0) return null;
  return (
    <ul class="wg-chips">
      {stored.map(({ id, name }) => (
        <li key={id}>
          <bdi class="ell">{name}</bdi>
          <Remove name={name} onClick={() => files.remove(id)} />
        </li>
      ))}
      {uploads.map(({ id, name, problem }) => (
        <li key={id} class={problem ? 'bad' : ''} role={problem ? 'alert' : 'status'}>
          <span class="ell">{problem || words.t('uploading', { name })}</span>
          {problem ? <Remove name={name} onClick={() => files.remove(id)} /> : <span class="spin" aria-hidden="true" />}
        </li>
      ))}
    </ul>
  );
}

function Remove({ name, onClick }: { name: string; onClick: () => void }): JSX.Element {
  const { words } = useScene();
  return (
    <button type="button" class="ib sm" aria-label={words.t('removeFile', { name })} onClick={onClick}>
      <Icon name="x" size={12} />
    </button>
  );
}
