import { mergeAttributes, Node } from '@tiptap/react';
import { urlOf } from '@/shared/api';

/** Where the images of articles are; others have no place in one. */
export const IMAGES = urlOf('/article-images/{public_id}', { path: { public_id: '' } });

/** An image within the text of an article, with the words for who does not see it. */
export const ImageNode = Node.create({
  name: 'image',
  group: 'inline',
  inline: true,
  draggable: true,
  addAttributes: () => ({ src: { default: '' }, alt: { default: '' }, width: { default: null }, height: { default: null } }),
  parseHTML: () => [{ tag: `img[src^="${IMAGES}"]` }],
  renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes)],
});
