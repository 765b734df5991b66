//! A made-up population: rows of contacts in the columns of the Community Services Data Set, with everything that real files have.

/// Numbers that are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    pub(crate) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

pub(crate) const COLUMNS: [&str; 11] = [
    "LocalPatientId",
    "CareContactId",
    "NHSNumber",
    "PersonBirthDate",
    "CareContDate",
    "CareContTime",
    "ActLocTypeCode",
    "ConsMechanism",
    "CareContSubj",
    "AttendStatus",
    "RecordUpdated",
];

pub(crate) type Row = [String; 11];

/// An NHS number whose check digit is right; nothing where there is none.
pub(crate) fn nhs_number(of: u64) -> Option<String> {
    let nine = format!("{:09}", 900_000_000 + of);
    let weighted: u32 = nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - weighted % 11 {
        10 => None,
        11 => Some(format!("{nine}0")),
        check => Some(format!("{nine}{check}")),
    }
}

/// The rows of so many people, by person and then by day.
pub(crate) fn people(many: u64, seed: u64) -> Vec<Row> {
    let mut dice = Dice::new(seed);
    (0..many).flat_map(|number| person(number, &mut dice)).collect()
}

fn person(number: u64, dice: &mut Dice) -> Vec<Row> {
    let id = if dice.one_in(40) { String::new() } else { format!("{number:06}") };
    let nhs = nhs_number(number).filter(|_| id.is_empty() || !dice.one_in(4)).unwrap_or_default();
    // Somebody without any number is a row of nobody.
    let born = match dice.below(12) {
        0 => String::new(),
        1 => format!("19{}-03-0{}", 70 + dice.below(25), 1 + dice.below(9)),
        _ => format!("20{:02}-{:02}-{:02}", 10 + dice.below(15), 1 + dice.below(12), 1 + dice.below(28)),
    };
    let misses = dice.one_of(&[2, 10, 10, 30, 60, 90]);
    let mut rows: Vec<Row> = Vec::new();
    for contact in 0..1 + dice.below(14) {
        let day = format!("202{}-{:02}-{:02}", 4 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28));
        let status =
            if dice.below(100) < misses { dice.one_of(&["3", "3", "3", "2"]) } else { dice.one_of(&["5", "5", "5", "6", "4", "7", "0"]) };
        let row = [
            id.clone(),
            format!("{number}-{contact}"),
            nhs.clone(),
            born.clone(),
            day,
            dice.one_of(&["", "09:30:00", "14:00", "23:30"]).to_owned(),
            dice.one_of(&["A01", "B01", "B01", "E01", "L01", ""]).to_owned(),
            dice.one_of(&["01", "01", "01", "02", "03", ""]).to_owned(),
            dice.one_of(&["01", "01", "01", "02", ""]).to_owned(),
            status.to_owned(),
            if dice.one_in(3) { format!("2026-0{}-11", 1 + dice.below(9)) } else { String::new() },
        ];
        rows.push(row);
    }
    spoil(&mut rows, dice);
    rows.sort_by(|left, right| left[4].cmp(&right[4]));
    rows
}

/// What goes wrong in real files: repeats, newer versions, contradictions, codes that nobody knows, days that are none.
fn spoil(rows: &mut Vec<Row>, dice: &mut Dice) {
    let one = rows[usize::try_from(dice.below(rows.len() as u64)).unwrap()].clone();
    match dice.below(24) {
        0 => rows.push(one),
        1 => rows.push(Row::from({
            let mut newer = one;
            newer[9] = dice.one_of(&["3", "5"]).to_owned();
            newer[10] = "2026-10-01".to_owned();
            newer
        })),
        2 => rows.push(Row::from({
            let mut otherwise = one;
            otherwise[9] = dice.one_of(&["3", "5", "2"]).to_owned();
            otherwise[10] = String::new();
            otherwise
        })),
        3 => rows[0][9] = "99".to_owned(),
        4 => rows[0][4] = "2026-02-31".to_owned(),
        5 => rows[0][2] = "1234567890".to_owned(),
        6 => rows[0][1] = String::new(),
        7 => rows.push(Row::default()),
        _ => {}
    }
}

/// Puts rows into another order.
pub(crate) fn shuffled(mut rows: Vec<Row>, seed: u64) -> Vec<Row> {
    let mut dice = Dice::new(seed);
    for last in (1..rows.len()).rev() {
        rows.swap(last, usize::try_from(dice.below(last as u64 + 1)).unwrap());
    }
    rows
}

/// The rows as a CSV file.
pub(crate) fn csv(rows: &[Row]) -> String {
    let mut text = COLUMNS.join(",") + "\r\n";
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| if cell.len() % 3 == 1 { format!("\"{cell}\"") } else { cell.clone() }).collect();
        text += &(cells.join(",") + "\r\n");
    }
    text
}
