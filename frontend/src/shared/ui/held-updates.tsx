import Pause from 'lucide-react/icons/pause';
import { Icon } from './icon';
import { Keys } from './kbd';

export interface HeldUpdatesProps {
  count: number;
  /** How many wait, in words. */
  label: string;
  keys?: string;
  onShow: () => void;
}

/** What came while somebody reads a list: offered, so that no row moves under them. */
export function HeldUpdates({ count, label, keys, onShow }: HeldUpdatesProps) {
  if (count <= 0) return null;
  return (
    <button type="button" className="held" onClick={onShow}>
      <Icon icon={Pause} size={12} />
      {label}
      {keys === undefined ? null : (
        <>
          <span className="sp" />
          <Keys keys={keys} />
        </>
      )}
    </button>
  );
}
