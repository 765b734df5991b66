//! From the bytes of a file to its messages: frames, batches, line ends of every kind.

/// One message as bytes, with what its frame says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Framed<'a> {
    pub(super) bytes: &'a [u8],
    /// The line on which it begins.
    pub(super) line: u64,
    /// Whether an MLLP frame was opened and not closed: the message was cut off.
    pub(super) open_frame: bool,
    /// Whether its last segment has an end.
    pub(super) ended: bool,
}

/// What a file consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frames<'a> {
    pub(super) messages: Vec<Framed<'a>>,
    /// Lines that belong to no message, with their numbers.
    pub(super) stray: Vec<(u64, &'a [u8])>,
    /// The number of messages that batch trailers (BTS-1) promise.
    pub(super) promised: Option<u64>,
    /// Whether a batch or file heading has no trailer: something was cut off.
    pub(super) batch_open: bool,
}

const FRAME_START: u8 = 0x0b;
const FRAME_END: u8 = 0x1c;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Finds the messages of a file.
pub(super) fn frames(bytes: &[u8]) -> Frames<'_> {
    let mut walk = Walk { bytes, frames: Frames::default(), open: None, in_frame: false, batches: 0 };
    let (mut at, mut line) = (0, 1);
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'\r' | b'\n' => {
                line += 1;
                if rest.starts_with(b"\r\n") { 2 } else { 1 }
            }
            &FRAME_START | &FRAME_END => {
                walk.close(at, true, *byte == FRAME_END);
                walk.in_frame = *byte == FRAME_START;
                1
            }
            b' ' | b'\t' if walk.open.is_none() => 1,
            _ if rest.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len(),
            _ => {
                let length = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n' | &FRAME_END)).unwrap_or(rest.len());
                walk.segment(at, &rest[..length], line);
                length
            }
        };
    }
    walk.close(bytes.len(), bytes.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')), false);
    walk.frames.batch_open = walk.batches > 0;
    walk.frames
}

struct Walk<'a> {
    bytes: &'a [u8],
    frames: Frames<'a>,
    /// Where the message in hand begins, its line, and whether it is in a frame.
    open: Option<(usize, u64, bool)>,
    in_frame: bool,
    batches: u32,
}

impl<'a> Walk<'a> {
    fn segment(&mut self, at: usize, segment: &'a [u8], line: u64) {
        match segment {
            [b'M', b'S', b'H', ..] => {
                self.close(at, true, false);
                self.open = Some((at, line, self.in_frame));
            }
            [b'F' | b'B', b'H' | b'T', b'S', ..] => {
                self.close(at, true, false);
                self.batch(segment);
            }
            _ if self.open.is_none() => self.frames.stray.push((line, segment)),
            _ => {}
        }
    }

    fn batch(&mut self, segment: &[u8]) {
        if segment[1] == b'H' {
            self.batches += 1;
            return;
        }
        self.batches = self.batches.saturating_sub(1);
        if segment[0] == b'B' {
            let count = segment.get(4..).unwrap_or_default().split(|byte| !byte.is_ascii_digit()).next().unwrap_or_default();
            if let Ok(count) = std::str::from_utf8(count).unwrap_or_default().parse::<u64>() {
                self.frames.promised = Some(self.frames.promised.unwrap_or_default() + count);
            }
        }
    }

    fn close(&mut self, end: usize, ended: bool, frame_closed: bool) {
        if let Some((start, line, framed)) = self.open.take() {
            let open_frame = framed && !frame_closed;
            self.frames.messages.push(Framed { bytes: &self.bytes[start..end], line, open_frame, ended });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(String, bool, bool)> {
        let text = |framed: &Framed<'_>| String::from_utf8_lossy(framed.bytes).trim().replace(['\r', '\n'], "/").replace("//", "/");
        frames(bytes).messages.iter().map(|framed| (text(framed), framed.open_frame, framed.ended)).collect()
    }

    #[test]
    fn bare_messages_are_told_apart_whatever_ends_their_lines() {
        for end in ["\r", "\n", "\r\n"] {
            let file = format!("\u{feff}MSH|1{end}PID|a{end}{end}MSH|2{end}PID|b");
            let expected = [("MSH|1/PID|a".to_owned(), false, true), ("MSH|2/PID|b".to_owned(), false, false)];
            assert_eq!(texts(file.as_bytes()), expected, "{end:?}");
        }
    }

    #[test]
    fn frames_are_opened_and_an_open_one_says_so() {
        let file = b"\x0bMSH|1\rPID|a\r\x1c\r\x0bMSH|2\rPID|b\x1c\r\x0bMSH|3\rPI";
        let expected =
            [("MSH|1/PID|a".to_owned(), false, true), ("MSH|2/PID|b".to_owned(), false, true), ("MSH|3/PI".to_owned(), true, false)];
        assert_eq!(texts(file), expected);
    }

    #[test]
    fn batches_are_counted_and_an_open_one_says_so() {
        let whole = frames(b"FHS|^~\\&\rBHS|^~\\&\rMSH|1\rMSH|2\rBTS|2\rFTS|1\r");
        assert_eq!((whole.messages.len(), whole.promised, whole.batch_open), (2, Some(2), false));
        assert!(frames(b"BHS|^~\\&\rMSH|1\rMSH|2\r").batch_open);
    }

    #[test]
    fn lines_before_the_first_message_belong_to_none() {
        assert_eq!(frames(b"hello\nMSH|1").stray, [(1, b"hello".as_slice())]);
    }
}
