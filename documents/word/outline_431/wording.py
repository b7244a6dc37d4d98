"""Titles and labels of the report after letter 431 that do not stand in its template."""

from typing import Final

from documents.word.form_figures import Share

TITLES: Final = {
    "danh_gia_chung": "Khái quát, đánh giá chung và phương hướng",
    "xhht_chi_dao": "Chỉ đạo, tuyên truyền, phối hợp xây dựng xã hội học tập",
    "boi_duong": "Học tập, bồi dưỡng của cán bộ và người lao động",
    "ky_nang_song": "Giáo dục kỹ năng sống",
    "xmc_chi_dao": "Chỉ đạo, điều tra xóa mù chữ, phổ cập giáo dục",
    "xoa_mu_chu": "Xóa mù chữ",
    "bien_phong": "Phối hợp đồn Biên phòng",
    "so_lieu_gddt": "Số liệu của Phòng Giáo dục và Đào tạo",
    "so_lieu_noi_vu": "Số liệu của Phòng Nội vụ",
}
"""The questionnaires, in the order of the list 'Còn thiếu'."""

DESKS: Final = frozenset({"so_lieu_gddt", "so_lieu_noi_vu"})
"""Questionnaires of the district's offices. A commune's report does without them."""

TRAINING_SHARES: Final = (
    Share(
        name="officials_it_training_rate",
        label="Cán bộ, công chức, viên chức học công nghệ thông tin",
        part=("officials_it_training",),
        whole=("officials_total",),
    ),
    Share(
        name="workers_it_language_training_rate",
        label="Người lao động học tin học, ngoại ngữ",
        part=("workers_it_language_training",),
        whole=("workers_total",),
    ),
    Share(
        name="commune_cadres_management_training_rate",
        label="Cán bộ cấp xã được bồi dưỡng lãnh đạo, quản lý, điều hành",
        part=("commune_cadres_management_training",),
        whole=("commune_cadres_total",),
    ),
    Share(
        name="commune_cadres_qualified_rate",
        label="Cán bộ cấp xã có trình độ chuyên môn theo chuẩn",
        part=("commune_cadres_qualified",),
        whole=("commune_cadres_total",),
    ),
    Share(
        name="commune_officials_mandatory_training_rate",
        label="Công chức cấp xã bồi dưỡng bắt buộc tối thiểu",
        part=("commune_officials_mandatory_training",),
        whole=("commune_civil_servants_total",),
    ),
    Share(
        name="rural_workers_clc_learning_rate",
        label="Lao động nông thôn học tại trung tâm học tập cộng đồng",
        part=("rural_workers_clc_learning",),
        whole=("rural_workers_total",),
    ),
    Share(
        name="workers_upper_secondary_rate",
        label="Công nhân có trình độ trung học phổ thông",
        part=("workers_upper_secondary",),
        whole=("factory_workers_total",),
    ),
    Share(
        name="workers_vocationally_trained_rate",
        label="Công nhân qua đào tạo nghề",
        part=("workers_vocationally_trained",),
        whole=("factory_workers_total",),
    ),
)
"""From `boi_duong`."""

HOME_AFFAIRS_SHARES: Final = (
    Share(
        name="district_officials_trained_standard_rate",
        label="Cán bộ, công chức cấp huyện được đào tạo đáp ứng tiêu chuẩn",
        part=("district_officials_trained_standard",),
        whole=("district_officials_total",),
    ),
    Share(
        name="district_leaders_trained_rate",
        label="Lãnh đạo, quản lý cấp huyện được đào tạo, bồi dưỡng",
        part=("district_leaders_trained",),
        whole=("district_leaders_total",),
    ),
    Share(
        name="district_officials_mandatory_training_rate",
        label="Cán bộ, công chức cấp huyện bồi dưỡng bắt buộc tối thiểu",
        part=("district_officials_mandatory_training",),
        whole=("district_officials_total",),
    ),
)
"""From `so_lieu_noi_vu`."""

LIFE_SKILLS_SHARES: Final = (
    Share(
        name="institutions_life_skills_rate",
        label="Cơ sở giáo dục có dạy kỹ năng sống",
        part=("institutions_life_skills",),
        whole=("institutions_total",),
        noun="cơ sở",
    ),
    Share(
        name="people_life_skills_rate",
        label="Học sinh, người lao động được học kỹ năng sống",
        part=("students_life_skills", "workers_life_skills"),
        whole=("students_total", "ks_workers_total"),
    ),
)
"""From `ky_nang_song`."""

LITERACY_SHARES: Final = tuple(
    Share(
        name=f"literate_l{level}_15_{age}_rate",
        label=f"Biết chữ mức độ {level}, từ 15 đến {age} tuổi",
        part=(f"literate_l{level}_15_{age}",),
        whole=(f"pop_15_{age}",),
        joint="đạt tỷ lệ:",
    )
    for level in (1, 2)
    for age in (25, 35, 60)
)
"""From `xoa_mu_chu`."""

POST_LITERACY_SHARE: Final = Share(
    name="post_literacy_continuing_rate",
    label="Người mới biết chữ tiếp tục tham gia học tập",
    part=("post_literacy_continuing",),
    whole=("new_literates",),
)
"""From `xoa_mu_chu`."""
