const SIDE = 256;

/** The browser cannot read this file as a picture. */
export class Unreadable extends Error {}

/**
 * The middle of a picture as a small square, drawn anew.
 *
 * What else is in a photograph's file, such as the place where it was taken, does not leave this browser.
 */
export async function squareOf(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Unreadable(file.name);
  });
  const side = Math.min(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  canvas
    .getContext('2d')
    ?.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  picture.close();
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!drawn) throw new Unreadable(file.name);
  return drawn;
}
