//! Names to draw from. Families draw most names from one list and sometimes from a second, as families do.

/// Names that often go together, and a language that some of these families speak at home.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) girls: &'static [&'static str],
    pub(super) boys: &'static [&'static str],
    pub(super) women: &'static [&'static str],
    pub(super) men: &'static [&'static str],
    pub(super) families: &'static [&'static str],
    /// How many families in a hundred draw from this list.
    pub(super) share: usize,
    pub(super) language: Option<&'static str>,
}

pub(super) const NAMES: &[Names] = &[
    Names {
        girls: &["Amelia", "Isla", "Poppy", "Freya", "Evie", "Grace", "Willow", "Daisy", "Ruby", "Maisie", "Connie", "Nell"],
        boys: &["Oliver", "Harry", "Alfie", "Archie", "Teddy", "Jude", "Reggie", "Finley", "Toby", "Rowan", "Stanley", "Max"],
        women: &["Kirsty", "Hayley", "Louise", "Gemma", "Jodie", "Rachel", "Sian", "Beth", "Lauren", "Stacey"],
        men: &["Craig", "Lee", "Daniel", "Ryan", "Gareth", "Scott", "Dean", "Tom", "Adam", "Liam"],
        families: &[
            "Ashworth", "Birkett", "Calloway", "Dunmore", "Eastwell", "Fenwick", "Garside", "Hollins", "Ibbotson", "Jessop", "Kershaw",
            "Ludlow", "Marsden", "Norcross", "Oakden", "Pickles", "Rudge", "Sowerby", "Tranter", "Wragg",
        ],
        share: 46,
        language: None,
    },
    Names {
        girls: &["Aisha", "Zainab", "Maryam", "Hafsa", "Inaya", "Safa"],
        boys: &["Yusuf", "Ibrahim", "Zayn", "Hamza", "Bilal", "Ayaan"],
        women: &["Nazia", "Shabana", "Rukhsana", "Saima", "Farah"],
        men: &["Imran", "Tariq", "Asif", "Kamran", "Nadeem"],
        families: &["Akhtar", "Chaudhry", "Hussain", "Iqbal", "Mahmood", "Rashid", "Siddiqui"],
        share: 9,
        language: Some("Urdu"),
    },
    Names {
        girls: &["Diya", "Anaya", "Simran", "Meera", "Kavya"],
        boys: &["Arjun", "Rohan", "Veer", "Kiran", "Dev"],
        women: &["Priya", "Harpreet", "Sunita", "Nisha", "Manjit"],
        men: &["Sanjay", "Gurdeep", "Vikram", "Anil", "Rajesh"],
        families: &["Bhatt", "Dhillon", "Gill", "Kapoor", "Mistry", "Patel", "Virdee"],
        share: 7,
        language: Some("Punjabi"),
    },
    Names {
        girls: &["Temi", "Adaeze", "Ife", "Ama", "Zuri"],
        boys: &["Tobi", "Emeka", "Kofi", "Dayo", "Kwame"],
        women: &["Ngozi", "Yetunde", "Akosua", "Blessing", "Efua"],
        men: &["Samuel", "Chukwudi", "Yaw", "Emmanuel", "Tunde"],
        families: &["Achebe", "Boateng", "Danso", "Eze", "Mensah", "Ogunleye", "Sowande"],
        share: 8,
        language: None,
    },
    Names {
        girls: &["Zofia", "Hania", "Maja", "Oliwia", "Lena"],
        boys: &["Jakub", "Antoni", "Kacper", "Filip", "Szymon"],
        women: &["Agnieszka", "Magda", "Kasia", "Monika", "Ewa"],
        men: &["Piotr", "Tomasz", "Marek", "Rafal", "Pawel"],
        families: &["Baran", "Czajka", "Dudek", "Krol", "Sikora", "Wilk", "Zajac"],
        share: 7,
        language: Some("Polish"),
    },
    Names {
        girls: &["Ioana", "Bianca", "Daria", "Larisa"],
        boys: &["Andrei", "Matei", "Luca", "Stefan"],
        women: &["Mihaela", "Elena", "Roxana", "Simona"],
        men: &["Ionut", "Bogdan", "Florin", "Marius"],
        families: &["Balan", "Dobre", "Ionescu", "Lungu", "Nistor", "Stoica"],
        share: 5,
        language: Some("Romanian"),
    },
    Names {
        girls: &["Ayaan", "Hodan", "Sumaya", "Ikran"],
        boys: &["Abdi", "Mahad", "Zakariya", "Liban"],
        women: &["Faduma", "Hibo", "Sahra", "Amina"],
        men: &["Ahmed", "Farah", "Hassan", "Omar"],
        families: &["Abdullahi", "Dirie", "Farah", "Jama", "Warsame"],
        share: 4,
        language: Some("Somali"),
    },
    Names {
        girls: &["Layla", "Noor", "Rima", "Salma"],
        boys: &["Karim", "Sami", "Adam", "Rami"],
        women: &["Hanan", "Rania", "Dima", "Lubna"],
        men: &["Khaled", "Bassam", "Ziad", "Nabil"],
        families: &["Darwish", "Haddad", "Khoury", "Mansour", "Saleh"],
        share: 4,
        language: Some("Arabic"),
    },
    Names {
        girls: &["Kezia", "Shanice", "Tia", "Naomi"],
        boys: &["Malachi", "Tyrese", "Isaiah", "Jerome"],
        women: &["Marcia", "Chantelle", "Simone", "Tanisha"],
        men: &["Marlon", "Andre", "Leroy", "Dwayne"],
        families: &["Barrett", "Clarke", "Grant", "Morrison", "Reid"],
        share: 4,
        language: None,
    },
    Names {
        girls: &["Mei", "Jasmine", "Chloe", "Linh"],
        boys: &["Kai", "Ethan", "Jun", "Minh"],
        women: &["Yan", "Wai Ling", "Thuy", "Grace"],
        men: &["Wei", "Jason", "Duc", "Ka Ho"],
        families: &["Chan", "Leung", "Nguyen", "Tse", "Zhao"],
        share: 3,
        language: Some("Cantonese"),
    },
    Names {
        girls: &["Solomiia", "Kira", "Yeva"],
        boys: &["Danylo", "Matvii", "Tymofii"],
        women: &["Oksana", "Iryna", "Natalia"],
        men: &["Serhii", "Vasyl", "Taras"],
        families: &["Bondar", "Hrytsenko", "Koval", "Melnyk", "Tkach"],
        share: 3,
        language: Some("Ukrainian"),
    },
];

pub(super) const STREETS: &[&str] = &[
    "Tannery Lane",
    "Mill Race Road",
    "Elder Close",
    "St Osyth Street",
    "Larch Avenue",
    "Canal Side",
    "Kiln Terrace",
    "Orchard View",
    "Station Parade",
    "Plover Way",
    "Quarry Bank",
    "Weavers Court",
    "Fernhill Road",
    "Copper Street",
    "Meadowsweet Drive",
    "Victoria Mews",
];

pub(super) const GP_PRACTICES: &[&str] =
    &["Mill Race Surgery", "Canal Side Medical Centre", "The Orchard Practice", "Quarry Bank Surgery", "Plover Way Health Centre"];

pub(super) const SCHOOLS: &[&str] =
    &["Larch Avenue Primary School", "St Osyth's Primary School", "Harrowmere Juniors", "Copper Street Primary School"];

pub(super) const SECONDARY_SCHOOLS: &[&str] = &["Harrowmere Academy", "Fernhill High School"];

pub(super) const NURSERIES: &[&str] = &["Little Weavers Nursery", "Acorns Day Nursery", "Canal Side Children's Centre"];
