import { groundOf, initialsOf } from '../lib/avatar-ground';
import { AiGlyph } from './glyphs';

type Size = 16 | 20 | 24 | 28 | 36;

const sizeClass = (size: Size): string => (size === 20 ? '' : ` s${size}`);

export interface AvatarProps {
  /** Chooses the ground; the same person has the same ground everywhere. */
  id: number | string;
  name: string;
  size?: Size;
  /** Companies are square. */
  isCompany?: boolean;
  /** Set when no text beside it says the name. */
  isNamed?: boolean;
  /** Shown over the initials once it has loaded. */
  picture?: string | null;
}

export function Avatar({ id, name, size = 20, isCompany = false, isNamed = false, picture }: AvatarProps) {
  const naming = isNamed ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true as const };
  return (
    <span
      {...naming}
      title={isNamed ? name : undefined}
      // Drawn by the style sheet: a picture of the name, not words of the label around it.
      data-initials={initialsOf(name)}
      className={`av c${groundOf(isCompany ? `company ${id}` : id)}${sizeClass(size)}${isCompany ? ' sq' : ''}`}
    >
      {picture ? <img key={picture} src={picture} alt="" onError={(event) => event.currentTarget.remove()} /> : null}
    </span>
  );
}

/** The assistant never wears a face: its avatar is its sign. */
export function AssistantAvatar({ size = 20, label }: { size?: Size; label?: string }) {
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true as const };
  return (
    <span {...naming} className={`av ai${sizeClass(size)}`}>
      <AiGlyph />
    </span>
  );
}

/** `label` only where no words beside it say that nobody owns the ticket. */
export function NoOwner({ size = 20, label }: { size?: Size; label?: string }) {
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true as const };
  return <span {...naming} className={`av none${sizeClass(size)}`} />;
}
