import type { Random } from './random.ts';

/**
 * A document written as others than koji and Python write it, with the same meaning: without line breaks, with CDATA
 * sections, comments, untyped strings, or white space within tags.
 */
export function respelled(document: string, random: Random): string {
  switch (random.below(6)) {
    case 0:
      return document.replaceAll('>\n<', '><');
    case 1:
      return document.replace(/<string>([^<&]+)<\/string>/g, '<string><![CDATA[$1]]></string>');
    case 2:
      return document.replaceAll('</member>', '</member><!-- a comment -->');
    case 3:
      return document.replace(/<value><string>([^<]*)<\/string><\/value>/g, '<value>$1</value>');
    case 4:
      return document.replaceAll('</value>', '</value >').replaceAll('<struct>', '<struct\n>');
    default:
      return document.replaceAll('<int>', '<i4>').replaceAll('</int>', '</i4>');
  }
}
