import { filledText, object } from '../../protocols/shape.ts';
import { reading } from './body.ts';

const collection = { collection: filledText, old: filledText, new: filledText };

/** What Koschei says: ok, failing, unresolved or ignored. */
export const koscheiMessages = {
  'koschei.package.state.change': reading(object({ ...collection, name: filledText }), (body) => ({
    package: body.name,
    collection: body.collection,
    state: body.new,
    oldState: body.old,
  })),
  'koschei.collection.state.change': reading(object(collection), (body) => ({
    collection: body.collection,
    state: body.new,
    oldState: body.old,
  })),
} as const;
